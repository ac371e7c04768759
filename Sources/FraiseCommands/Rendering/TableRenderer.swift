internal import FraiseControl

/// Listings as aligned text.
struct TableRenderer {
    /// Columns of the terminal; nil is without bound.
    var width: Int?
    var style: TextStyle
    var times: LocalTimes

    /// The text of a listing, ended by a newline.
    func text(_ listing: Listing) -> String {
        var lines: [String] = []
        if let title = listing.title { lines.append(style.heading(title)) }
        if listing.rows.isEmpty {
            lines.append(listing.empty)
        } else {
            lines += listing.layout == .sheet ? sheet(listing) : rows(listing)
        }
        return (lines + listing.notes).map { $0 + "\n" }.joined()
    }

    private func sheet(_ listing: Listing) -> [String] {
        let titles = listing.fields.map { title($0) }
        let width = titles.map(DisplayWidth.columns).max() ?? 0
        return zip(listing.fields.indices, listing.rows.first ?? []).map { index, value in
            let cell = text(value, listing.fields[index])
            let shown = listing.fields[index].form == .status ? style.status(cell, padded: cell) : cell
            return padded(titles[index], to: width, right: false) + "  " + shown
        }
    }

    private func rows(_ listing: Listing) -> [String] {
        let titles = listing.fields.map { title($0) }
        var cells = listing.rows.map { row in zip(listing.fields, row).map { text($1, $0) } }
        var widths = titles.map(DisplayWidth.columns)
        for row in cells {
            for (index, cell) in row.enumerated() {
                widths[index] = max(widths[index], DisplayWidth.columns(cell))
            }
        }
        shrink(&widths, &cells, listing.fields)
        var lines = [style.heading(line(titles, titles, widths, listing.fields, isHead: true))]
        for row in cells { lines.append(line(row, row, widths, listing.fields, isHead: false)) }
        return lines
    }

    /// Cuts long texts so that lines fit the terminal; columns of figures are never cut.
    private func shrink(_ widths: inout [Int], _ cells: inout [[String]], _ fields: [Field]) {
        guard let width else { return }
        var surplus = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        for index in fields.indices.reversed() where surplus > 0 && fields[index].form == .longText {
            let narrow = max(widths[index] - surplus, 12)
            guard narrow < widths[index] else { continue }
            surplus -= widths[index] - narrow
            widths[index] = narrow
            for row in cells.indices { cells[row][index] = DisplayWidth.cut(cells[row][index], to: narrow) }
        }
    }

    private func line(_ cells: [String], _ words: [String], _ widths: [Int], _ fields: [Field], isHead: Bool)
        -> String
    {
        var parts: [String] = []
        for (index, cell) in cells.enumerated() {
            // Nothing is filled up at the end of a line.
            let isLast = index == cells.count - 1 && !fields[index].isFigure
            let text = isLast ? cell : padded(cell, to: widths[index], right: fields[index].isFigure)
            let isStatus = fields[index].form == .status && !isHead
            parts.append(isStatus ? style.status(words[index], padded: text) : text)
        }
        return parts.joined(separator: "  ")
    }

    private func padded(_ text: String, to width: Int, right: Bool) -> String {
        let space = String(repeating: " ", count: max(0, width - DisplayWidth.columns(text)))
        return right ? space + text : text + space
    }

    private func title(_ field: Field) -> String {
        field.form == .time ? "\(field.title) (\(times.zone))" : field.title
    }

    private func text(_ value: JSONValue, _ field: Field) -> String {
        if value == .null { return FigureText.absent }
        switch field.form {
        case .number: return value.text.map(TerminalText.visible) ?? FigureText.number(value)
        case .milliseconds: return FigureText.duration(milliseconds: value)
        case .seconds: return FigureText.duration(seconds: value)
        case .percent: return FigureText.percent(value)
        case .bytes: return FigureText.bytes(value)
        case .time: return times.text(value)
        case .text, .longText, .status:
            if let text = value.text { return text.isEmpty ? FigureText.absent : TerminalText.visible(text) }
            return TerminalText.visible(String(decoding: JSONWriter.bytes(value), as: UTF8.self))
        }
    }
}
