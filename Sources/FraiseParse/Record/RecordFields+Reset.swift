extension RecordFields {
    /// Makes everything absent, for the next line; attributes keep their storage.
    public mutating func removeAll() {
        var kept: [Attribute] = []
        swap(&kept, &attributes)
        if !kept.isEmpty { kept.removeAll(keepingCapacity: true) }
        self = RecordFields()
        swap(&kept, &attributes)
    }

    /// The texts that stand in a record of their own, apart from attributes and key texts.
    @inline(__always)
    private func forEachText(_ body: (FieldText) -> Void) {
        body(severity)
        body(otherTraceID)
        body(requestID)
        body(userID)
        body(tenantID)
        body(ipAddress)
        body(resource)
        body(error)
        body(errorCode)
        body(statement)
        body(fingerprint)
        body(queryID)
        body(database)
        body(databaseUser)
        body(applicationName)
        body(cacheName)
    }

    /// Bytes that no writing of all texts and attributes exceeds.
    var outputBound: Int {
        if textBound > 0 { return textBound + attributes.count * 8 }
        var total = 0
        func add(_ text: FieldText) {
            guard let start = text.start else { return }
            if text.isEscaped {
                total += text.count
            } else if text.count < 256 {
                total += text.count * JSONText.largestEscape
            } else {
                total += JSONText.escapedCount(start, text.count)
            }
        }
        forEachText(add)
        for attribute in attributes {
            add(attribute.name)
            if attribute.isJSON { total += attribute.value.count } else { add(attribute.value) }
            total += 8
        }
        return total
    }
}
