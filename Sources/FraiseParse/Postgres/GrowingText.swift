/// Bytes that grow and are used again, at an address that holds until the next append.
///
/// A class over one allocation, not an array: records point into it without a copy or a closure, and emptying it
/// keeps its room.
final class GrowingText {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 256) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    var isEmpty: Bool { count == 0 }
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }
    /// The text as a field; absent when empty.
    var field: FieldText { count == 0 ? FieldText() : FieldText(start: base, count: count) }

    func append(_ byte: UInt8) {
        if count == capacity { grow(1) }
        base[count] = byte
        count += 1
    }

    func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress else { return }
        if count + text.count > capacity { grow(text.count) }
        (base + count).update(from: start, count: text.count)
        count += text.count
    }

    func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Makes room for `extra` more bytes, so that appending them moves nothing.
    func reserve(_ extra: Int) {
        if count + extra > capacity { grow(extra) }
    }

    /// Takes back what is above `length`.
    func truncate(_ length: Int) {
        if length < count { count = length }
    }

    /// Empties it; room that one large text has needed is given back.
    func removeAll() {
        count = 0
        if capacity > 64 * 1024 {
            base.deallocate()
            capacity = 4096
            base = .allocate(capacity: capacity)
        }
    }

    private func grow(_ extra: Int) {
        let wanted = max(capacity * 2, count + extra)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        moved.update(from: base, count: count)
        base.deallocate()
        base = moved
        capacity = wanted
    }
}
