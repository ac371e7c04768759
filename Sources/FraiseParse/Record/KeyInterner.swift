internal import FraiseModel

/// Numbers the keys of records, and remembers for the texts as they stand in the log what the encoder makes of
/// them, so that key texts are made once and not for every record.
final class KeyInterner {
    /// What is known of a pair of texts as written.
    struct Known {
        var hash: UInt64
        /// Both texts as written, then the fragment; nil for the scratch entry of overlong texts.
        var storage: UnsafeMutablePointer<UInt8>
        var eventCount: Int32
        var nameCount: Int32
        var fragmentCount: Int32
        /// Given kind (255: derived) and whether the texts are escaped.
        var shape: UInt16
        var number: UInt32
        var kind: RecordKind
        var slowRule: EventType.SlowRule

        /// The members `kind`, `event_type` and `operation_name`, each followed by a comma.
        @inline(__always)
        var fragment: UnsafePointer<UInt8> {
            UnsafePointer(storage + Int(eventCount) + Int(nameCount))
        }
    }

    /// Numbers and bytes after which the numbering starts again.
    static let keyLimit = 65_536
    static let byteLimit = 16 << 20
    /// Texts longer than this are not remembered as written.
    private static let rememberedLength = 512

    @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt32>
    @exclusivity(unchecked) private var slotMask: Int
    @exclusivity(unchecked) private var known: UnsafeMutablePointer<Known>
    @exclusivity(unchecked) private var knownCount = 0
    private var knownCapacity: Int
    private var bytes = 0
    private var numbers: [WindowKey: UInt32] = [:]
    /// The last overlong pair; replaced by the next.
    private var scratch: UnsafeMutablePointer<Known>
    private var hasScratch = false
    /// Unpredictable, so that no log can be written to make all its names collide.
    private let seed: UInt64

    init(seed: UInt64 = .random(in: 0 ... .max)) {
        self.seed = seed
        slotMask = 1023
        slots = .allocate(capacity: 1024)
        slots.initialize(repeating: 0, count: 1024)
        knownCapacity = 512
        known = .allocate(capacity: knownCapacity)
        scratch = .allocate(capacity: 1)
    }

    deinit {
        dropScratch()
        for index in 0..<knownCount { known[index].storage.deallocate() }
        known.deallocate()
        scratch.deallocate()
        slots.deallocate()
    }

    /// The next key's number.
    var nextNumber: UInt32 { UInt32(numbers.count) }

    /// Forgets everything when a bound is reached.
    func renumberIfFull() {
        guard
            numbers.count >= KeyInterner.keyLimit || knownCount >= KeyInterner.keyLimit
                || bytes >= KeyInterner.byteLimit
        else { return }
        for index in 0..<knownCount { known[index].storage.deallocate() }
        knownCount = 0
        bytes = 0
        slots.update(repeating: 0, count: slotMask + 1)
        numbers.removeAll(keepingCapacity: true)
    }

    /// What is known of a pair; valid until the next call. A key not seen before is numbered and appended to
    /// the batch's new keys.
    @inline(__always)
    func find(
        kind: RecordKind?,
        event: FieldText,
        name: FieldText,
        batch: RecordBatch
    ) -> UnsafePointer<Known> {
        var shape = UInt16(kind?.rawValue ?? 255)
        if event.isEscaped { shape |= 256 }
        if name.isEscaped { shape |= 512 }
        var hash = KeyInterner.hash(event.start, event.count, seed ^ UInt64(shape))
        hash = KeyInterner.hash(name.start, name.count, hash)
        var slot = Int(truncatingIfNeeded: hash >> 20) & slotMask
        while true {
            let index = slots[slot]
            if index == 0 { break }
            let found = known + Int(index - 1)
            if found.pointee.hash == hash, found.pointee.shape == shape,
                Int(found.pointee.eventCount) == event.count, Int(found.pointee.nameCount) == name.count,
                KeyInterner.equal(event.start, found.pointee.storage, event.count),
                KeyInterner.equal(name.start, found.pointee.storage + event.count, name.count)
            {
                return UnsafePointer(found)
            }
            slot = (slot + 1) & slotMask
        }
        return add(hash, shape, kind, event, name, batch)
    }

    @inline(never)
    private func add(
        _ hash: UInt64,
        _ shape: UInt16,
        _ kind: RecordKind?,
        _ event: FieldText,
        _ name: FieldText,
        _ batch: RecordBatch
    ) -> UnsafePointer<Known> {
        let eventType = KeyText.make(event, lowercased: true)
        let operationName = KeyText.make(name, lowercased: false)
        let decided = kind ?? EventType.kind(of: eventType)
        let key = WindowKey(kind: decided, eventType: eventType, operationName: operationName)
        let number: UInt32
        if let old = numbers[key] {
            number = old
        } else {
            number = nextNumber
            numbers[key] = number
            batch.newKeys.append(key)
            bytes += 128 + eventType.utf8.count + operationName.utf8.count
        }
        let fragment = KeyInterner.fragment(key)
        let isRemembered = event.count + name.count <= KeyInterner.rememberedLength
        let written = isRemembered ? Array(event.bytes) + Array(name.bytes) : []
        let storage = UnsafeMutablePointer<UInt8>.allocate(capacity: written.count + fragment.count)
        for (index, byte) in (written + fragment).enumerated() { storage[index] = byte }
        let entry = Known(
            hash: hash,
            storage: storage,
            eventCount: Int32(isRemembered ? event.count : 0),
            nameCount: Int32(isRemembered ? name.count : 0),
            fragmentCount: Int32(fragment.count),
            shape: shape,
            number: number,
            kind: decided,
            slowRule: EventType.slowRule(decided, eventType)
        )
        guard isRemembered else {
            dropScratch()
            scratch.initialize(to: entry)
            hasScratch = true
            return UnsafePointer(scratch)
        }
        bytes += written.count + fragment.count + MemoryLayout<Known>.stride
        if knownCount == knownCapacity { grow() }
        (known + knownCount).initialize(to: entry)
        knownCount += 1
        insert(hash, UInt32(knownCount))
        return UnsafePointer(known + knownCount - 1)
    }

    private func insert(_ hash: UInt64, _ value: UInt32) {
        var slot = Int(truncatingIfNeeded: hash >> 20) & slotMask
        while slots[slot] != 0 { slot = (slot + 1) & slotMask }
        slots[slot] = value
    }

    /// Doubles both tables; slots stay at most half full.
    private func grow() {
        let moved = UnsafeMutablePointer<Known>.allocate(capacity: knownCapacity * 2)
        moved.moveInitialize(from: known, count: knownCount)
        known.deallocate()
        known = moved
        knownCapacity *= 2
        slots.deallocate()
        let count = knownCapacity * 2
        slots = .allocate(capacity: count)
        slots.initialize(repeating: 0, count: count)
        slotMask = count - 1
        for index in 0..<knownCount { insert(known[index].hash, UInt32(index + 1)) }
    }

    private func dropScratch() {
        if hasScratch { scratch.pointee.storage.deallocate() }
        hasScratch = false
    }

    private static func fragment(_ key: WindowKey) -> [UInt8] {
        var result = Array("\"kind\":\"\(key.kind.name)\",".utf8)
        for (name, text) in [("event_type", key.eventType), ("operation_name", key.operationName)]
        where !text.isEmpty {
            result += Array("\"\(name)\":\"".utf8)
            for byte in text.utf8 {
                // Key texts have no control characters: these two are all that needs escaping.
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    result.append(UInt8(ascii: "\\"))
                }
                result.append(byte)
            }
            result += Array("\",".utf8)
        }
        return result
    }

    @inline(__always)
    static func hash(_ start: UnsafePointer<UInt8>?, _ count: Int, _ seed: UInt64) -> UInt64 {
        var hash = mix(seed, UInt64(truncatingIfNeeded: count))
        guard let start else { return hash }
        let bytes = UnsafeRawPointer(start)
        if count >= 8 {
            var index = 0
            while index + 8 <= count {
                hash = mix(hash, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index += 8
            }
            if index < count {
                hash = mix(hash, bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
            }
        } else if count >= 4 {
            let head = UInt64(bytes.loadUnaligned(as: UInt32.self))
            let tail = UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            hash = mix(hash, head | tail << 32)
        } else if count > 0 {
            hash = mix(
                hash,
                UInt64(start[0]) | UInt64(start[count >> 1]) << 8 | UInt64(start[count - 1]) << 16
            )
        }
        return hash
    }

    @inline(__always)
    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }

    @inline(__always)
    static func equal(_ left: UnsafePointer<UInt8>?, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard let left else { return count == 0 }
        var index = 0
        let one = UnsafeRawPointer(left)
        let two = UnsafeRawPointer(right)
        while index + 8 <= count {
            let first = one.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let second = two.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if first != second { return false }
            index += 8
        }
        while index < count {
            if left[index] != right[index] { return false }
            index += 1
        }
        return true
    }
}
