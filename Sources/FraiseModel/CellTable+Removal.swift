extension CellTable {
    /// Removes the rows of one window. Row numbers are void afterwards.
    public func remove(window: Int64) {
        removeRows { $0 == window }
    }

    /// Removes all rows and gives their memory back.
    public func removeAll() {
        removeRows { _ in true }
    }

    /// Removes every row whose window start `isRemoved` names. One pass over the rows, which stay in order;
    /// their numbers are void afterwards. Memory that is mostly unused then is given back.
    public func removeRows(where isRemoved: (_ window: Int64) -> Bool) {
        var kept = 0
        for index in 0..<rowCount {
            let row = rowPointer(index)
            if isRemoved(row.pointee.window) {
                runs.release(row.pointee)
                if row.pointee.isWide { wide[Cell(window: row.pointee.window, key: row.pointee.key)] = nil }
            } else {
                if kept != index { rowPointer(kept).pointee = row.pointee }
                kept += 1
            }
        }
        guard kept != rowCount else { return }
        rowCount = kept
        // One spare chunk, so that a table around a chunk's border does not allocate all the time.
        let needed = kept == 0 ? 0 : (kept + CellTable.rowsPerChunk - 1) / CellTable.rowsPerChunk + 1
        while chunkCount > needed {
            chunkCount -= 1
            chunks[chunkCount].deallocate()
        }
        var bits = 6
        while kept * 4 > 3 << bits { bits += 1 }
        rehash(bits: bits)
        if runs.freeUnits * 8 > runs.chunkBytes { compact() }
    }

    /// Builds the hash anew with 2^bits slots.
    func rehash(bits: Int) {
        if bits != slotBits {
            slots.deallocate()
            slots = .allocate(capacity: 1 << bits)
            slotBits = bits
        }
        slots.initialize(repeating: 0, count: 1 << bits)
        let mask = 1 << bits - 1
        for index in 0..<rowCount {
            let row = rowPointer(index)
            let hash = hash(row.pointee.window, row.pointee.key)
            var slot = Int(truncatingIfNeeded: hash >> UInt64(64 - bits))
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = slotValue(hash, row: index)
        }
    }

    /// Moves the sketches together, so that the memory of removed ones is given back. Removal does it by itself
    /// once more than half is unused.
    public func compact() {
        guard runs.freeUnits > 0 else { return }
        var fresh = CellTableRuns()
        for index in 0..<rowCount {
            let row = rowPointer(index)
            if row.pointee.hasRun { row.pointee.run = fresh.copy(row.pointee, of: runs) }
        }
        runs.deallocate()
        runs = fresh
    }
}
