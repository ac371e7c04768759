import FraiseModel

/// What the comments of a statement say about its caller.
///
/// `traceparent` comes from the last comment with a valid one; `action` from the last comment that has tags.
/// Only block comments outside literals count, and only those that are closed.
struct StatementTrace: Hashable {
    var parent: TraceParent?
    /// Decoded, at most 255 bytes; empty when there is none.
    var action: [UInt8] = []
    var openParent: TraceParent?
    var openAction: [UInt8] = []
    var isOpenTagged = false
    private var scratch: [UInt8] = []

    /// A trace that found nothing.
    init() {}

    /// Takes a block comment, or its part in this piece of text; tags are read line by line.
    mutating func take(_ text: UnsafeBufferPointer<UInt8>, _ token: SQLLexer.Token) {
        if token.begins {
            openParent = nil
            openAction.removeAll(keepingCapacity: true)
            isOpenTagged = false
        }
        var start = token.start + (token.begins ? 2 : 0)
        let end = max(start, token.end - (token.ends ? 2 : 0))
        while start < end {
            var line = start
            while line < end, text[line] != 10 { line += 1 }
            take(line: UnsafeBufferPointer(rebasing: text[start..<line]))
            start = line + 1
        }
        if token.ends, isOpenTagged {
            parent = openParent ?? parent
            action = openAction
        }
    }

    private mutating func take(line: UnsafeBufferPointer<UInt8>) {
        var tags = SQLCommentTags(line)
        while let tag = tags.next() {
            isOpenTagged = true
            if tag.key.elementsEqual("traceparent".utf8) {
                scratch.removeAll(keepingCapacity: true)
                SQLCommentTags.decode(tag.value, into: &scratch)
                if let parsed = scratch.withUnsafeBufferPointer({ TraceParent.parse($0) }) {
                    openParent = parsed
                }
            } else if tag.key.elementsEqual("action".utf8) {
                openAction.removeAll(keepingCapacity: true)
                SQLCommentTags.decode(tag.value, into: &openAction)
                if openAction.count > 255 { openAction.removeAll() }
            }
        }
    }

    mutating func removeAll() {
        parent = nil
        action.removeAll(keepingCapacity: true)
        isOpenTagged = false
        openParent = nil
        openAction.removeAll(keepingCapacity: true)
    }
}
