/// The known name that a mistyped one most likely means.
enum NearestName {
    /// The name with the least distance, the first of several; nil when all differ in more than half of their
    /// characters.
    static func find(_ text: String, in names: [String]) -> String? {
        // A long text is near nothing, and the distance takes time by the product of the lengths.
        guard text.utf8.count <= 128 else { return nil }
        var best: (name: String, distance: Int)?
        for name in names {
            let distance = distance(Array(text.lowercased().utf8), Array(name.lowercased().utf8))
            if best.map({ distance < $0.distance }) ?? true { best = (name, distance) }
        }
        guard let best, best.distance * 2 <= max(text.utf8.count, best.name.utf8.count) else { return nil }
        return best.name
    }

    /// Optimal string alignment distance (Damerau–Levenshtein without second edits): a swap of neighbours is one.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let isEqual = left[row - 1] == right[column - 1]
                var cost = min(
                    previous[column] + 1,
                    current[column - 1] + 1,
                    previous[column - 1] + (isEqual ? 0 : 1)
                )
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1]
                {
                    cost = min(cost, before[column - 2] + 1)
                }
                current.append(cost)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
