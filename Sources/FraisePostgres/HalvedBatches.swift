/// Sends elements in batches; a batch that is refused for its values is sent again in halves, until the
/// elements at fault stand alone. These are left out and reported.
struct HalvedBatches {
    /// Most elements in a batch.
    var size: Int

    /// Calls `send` with batches in order; returns the elements that it refused. Errors other than
    /// `refusesValues` end it.
    func send<Element>(
        _ elements: [Element],
        _ send: (ArraySlice<Element>) throws(PostgresError) -> Void
    ) throws(PostgresError) -> [(element: Element, error: PostgresError)] {
        var refused: [(element: Element, error: PostgresError)] = []
        var start = 0
        while start < elements.count {
            let end = min(start + size, elements.count)
            var waiting = [elements[start..<end]]
            while let batch = waiting.popLast() {
                do throws(PostgresError) {
                    try send(batch)
                } catch {
                    guard error.refusesValues else { throw error }
                    if batch.count == 1, let element = batch.first {
                        refused.append((element, error))
                    } else {
                        let middle = batch.startIndex + batch.count / 2
                        waiting.append(batch[middle...])
                        waiting.append(batch[..<middle])
                    }
                }
            }
            start = end
        }
        return refused
    }
}
