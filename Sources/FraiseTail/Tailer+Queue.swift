internal import FraiseModel

extension Tailer {
    func popQueue() -> Int64? {
        guard queueHead < queue.count else {
            queue.removeAll(keepingCapacity: true)
            queueHead = 0
            return nil
        }
        let number = queue[queueHead]
        queueHead += 1
        if queueHead > 4096 {
            queue.removeFirst(queueHead)
            queueHead = 0
        }
        files[number]?.isQueued = false
        return number
    }

    /// The file has its turn after all others.
    func enqueue(_ number: Int64) {
        guard let followed = files[number], !followed.isQueued, !followed.isOut else { return }
        followed.isQueued = true
        queue.append(number)
    }

    /// The file has its turn next: what is left of its block keeps a buffer in use.
    func enqueueFirst(_ number: Int64) {
        guard let followed = files[number], !followed.isQueued else { return }
        followed.isQueued = true
        if queueHead > 0 {
            queueHead -= 1
            queue[queueHead] = number
        } else {
            queue.insert(number, at: 0)
        }
    }

    /// Gives those a turn that waited for another file; true when there is one.
    func releaseWaiting() -> Bool {
        let free = waiting.filter { machine.canRead($0) }
        guard !free.isEmpty else { return false }
        waiting.removeAll { machine.canRead($0) }
        for number in free { enqueue(number) }
        return queueHead < queue.count
    }
}
