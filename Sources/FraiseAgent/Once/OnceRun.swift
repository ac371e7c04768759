internal import FraiseArchive
internal import FraiseConfig
internal import FraiseControl
internal import FraiseModel
internal import FraisePipeline
internal import FraisePlatform
internal import FraisePostgres
internal import FraiseTail
internal import Synchronization

/// `--once`: reads every source from its committed position to its size, commits, seals, sends rows, prints the
/// account.
struct OnceRun {
    var configuration: AgentConfiguration
    var isFinal: Bool
    var seals: Bool
    /// Whether CPU seconds by stage are printed on stderr, for benchmarks.
    var printsProfile: Bool
    var log: AgentLog

    /// Returns the exit code; the account goes to standard output.
    func run() async throws(FraiseError) -> Int32 {
        let begun = SystemClock.monotonic()
        let interruption = OnceInterruption()
        var settings = PipelineSettings(clock: { SystemClock.now() })
        settings.commitInterval = Double(configuration.archive.commitInterval.nanoseconds) / 1e9
        settings.minimumFree = configuration.archive.minimumFree
        settings.stopsAtEnd = true
        settings.isFinal = isFinal
        let pipeline = try Pipeline(
            configuration: configuration,
            settings: settings,
            generation: 1,
            events: AgentEvents(log: log)
        )
        let before = pipeline.recoveredState
        ProgramImage.releaseStartPages()
        pipeline.start()
        interruption.onRequest { pipeline.interrupt() }
        try pipeline.waitUntilDone()
        let segments = try pipeline.withFinishedArchive { archive throws(FraiseError) -> [SealedSegment] in
            if seals, !interruption.isRequested {
                try archive.rotate()
                try archive.waitForSealing()
            }
            return archive.takeSealed()
        }
        let after = try pipeline.withFinishedArchive { $0.state }
        let view = pipeline.view
        let rows = await sendRows(pipeline, interruption)
        pipeline.stop()
        let account = OnceAccount(
            before: before.files,
            after: after.files,
            files: view.files,
            segments: segments,
            elapsed: Double(SystemClock.monotonic() - begun) / 1e9,
            postgresql: rows
        )
        guard
            ProcessEnvironment.write(
                String(decoding: JSONWriter.bytes(account.json), as: UTF8.self) + "\n",
                to: 1
            )
        else { throw FraiseError(.cannotCreate, "standard output cannot be written") }
        if printsProfile { printProfile(pipeline.times) }
        if interruption.isRequested {
            log.info("ended by a signal; the next run goes on from here")
            return 0
        }
        return try exitCode(account, view, rows)
    }

    private func sendRows(_ pipeline: Pipeline, _ interruption: OnceInterruption) async -> String {
        guard let url = configuration.postgresql.url else { return "off" }
        if interruption.isRequested { return "pending" }
        do throws(FraiseError) {
            let publishing = try RowPublishing(
                configuration,
                url: url,
                pipeline: pipeline,
                log: log,
                started: SystemClock.now()
            )
            interruption.onRequest { publishing.interrupt() }
            return await publishing.round(sealedOnly: seals) ? "sent" : "pending"
        } catch {
            log.error("rows cannot be sent", ["error": error.description])
            return "pending"
        }
    }

    private func exitCode(_ account: OnceAccount, _ view: PipelineView, _ rows: String) throws(FraiseError)
        -> Int32
    {
        for (path, problem) in view.problems.sorted(by: { $0.key < $1.key }) {
            if case TailProblem.failed(let error) = problem { throw error }
            log.warning("path not followed", ["path": path, "problem": problem.text])
        }
        // Gzip files that are done are found, but not followed any more.
        let isFound = account.after.values.contains {
            (try? FileSystem.status($0.position.path)) ?? nil != nil
        }
        if view.files.isEmpty, !isFound {
            let patterns = configuration.sources.flatMap(\.paths).joined(separator: " ")
            throw FraiseError(.noInput, "no file matches \(patterns)", remedy: "correct sources.paths")
        }
        if account.hasOnlyBadInput {
            let bad = account.after.values.filter { $0.ledger.rejectedBytes > 0 && $0.ledger.operations == 0 }
            let names = bad.map(\.position.path).sorted().joined(separator: ", ")
            throw FraiseError(
                .badData,
                "\(AgentLog.escaped(names)): not one record in it",
                remedy: "see this_run.sources[].rejects for the reasons; is the source's type right?"
            )
        }
        return rows == "pending" ? 69 : 0
    }

    private func printProfile(_ times: StageTimes) {
        func seconds(_ nanoseconds: Int64) -> String { "\(Double(nanoseconds / 10_000) / 100_000)" }
        ProcessEnvironment.write(
            "{\"profile\":{\"reading\":\(seconds(times.reading.load(ordering: .relaxed)))"
                + ",\"scanning\":\(seconds(times.parsing.load(ordering: .relaxed)))"
                + ",\"windows\":\(seconds(times.windows.load(ordering: .relaxed)))"
                + ",\"compression\":\(seconds(times.encoding.load(ordering: .relaxed)))"
                + ",\"writing\":\(seconds(times.writing.load(ordering: .relaxed)))}}\n",
            to: 2
        )
    }
}
