internal import FraiseArchive
internal import FraiseConfig
internal import FraiseControl
internal import FraiseControlServer
internal import FraiseModel
internal import FraisePipeline
internal import FraisePlatform
internal import FraiseWindow

/// The daemon: builds the parts, starts them in order, and stops them in the opposite one.
struct Agent {
    var source: ConfigurationSource
    var loaded: ConfigurationSource.Loaded
    var log: AgentLog
    var environment: [String: String]

    func run() async throws(FraiseError) -> Int32 {
        let configuration = loaded.configuration
        let log = log
        let started = SystemClock.now()
        let systemd = SystemdNotifier(environment: environment)
        let lock = try DirectoryLock.take(configuration.stateDirectory)
        defer { withExtendedLifetime(lock) {} }
        let wake = Waker()
        let events = AgentEvents(log: log) { wake.wake() }
        var settings = PipelineSettings(clock: { SystemClock.now() })
        settings.commitInterval = Double(configuration.archive.commitInterval.nanoseconds) / 1e9
        settings.minimumFree = configuration.archive.minimumFree
        settings.keepsRejectSamples = configuration.log.rejectSamples
        let pipeline = try Pipeline(
            configuration: configuration,
            settings: settings,
            generation: 1,
            events: events
        )
        let state = AgentState(loaded, started: started)
        let publishing = try configuration.postgresql.url.map { url throws(FraiseError) in
            try RowPublishing(configuration, url: url, pipeline: pipeline, log: log, started: started)
        }
        let health = HealthSchedule(
            pipeline: pipeline,
            state: state,
            events: events,
            publishing: publishing,
            log: log
        )
        let reloading = ConfigurationReloading(source: source, state: state, pipeline: pipeline, log: log)
        let service = AgentService(
            pipeline: pipeline,
            state: state,
            publishing: publishing,
            reloading: reloading
        )
        let server = try await listen(configuration.control, service)
        let metrics = try await listen(configuration.metrics, service, beside: server)
        ProgramImage.releaseStartPages()
        pipeline.start()
        let rebuild = SystemThread(name: "rebuild") {
            do throws(FraiseError) { try pipeline.rebuildLive() } catch {
                log.error("the last hour's records cannot be read back", ["error": error.description])
            }
        }
        let tasks = schedules(state, pipeline, publishing, health, service, wake, systemd)
        systemd.send("READY=1")
        log.info(
            "ready",
            [
                "version": AgentVersion.number, "pid": "\(ProcessEnvironment.processID)",
                "socket": server.path,
                "archive": Hexadecimal.text(pipeline.archiveIdentity),
                "last_commit": "\(pipeline.recoveredState.lastCommit)",
            ]
        )
        await answerSignals(reloading, pipeline)

        systemd.send("STOPPING=1")
        state.drain()
        for task in tasks { task.cancel() }
        wake.wake()
        publishing?.interrupt()
        await health.stop()
        pipeline.stop()
        rebuild.join()
        await metrics?.stop()
        await server.stop()
        log.info("stopped", ["last_commit": "\(pipeline.view.lastCommit)"])
        return 0
    }

    private func listen(
        _ control: ControlConfiguration,
        _ service: AgentService
    ) async throws(FraiseError) -> ControlServer {
        var settings = ControlServerSettings(socketPath: control.socket)
        settings.permissions = control.mode
        settings.adminGroup = control.adminGroup.flatMap { UserAccounts.group(named: $0) == nil ? nil : $0 }
        if let name = control.group {
            settings.group = UserAccounts.group(named: name)
            if settings.group == nil, loaded.isGiven("control.group") {
                throw FraiseError(
                    .configuration,
                    "control.group: no group \(name) on this machine",
                    remedy: "create it (groupadd --system \(name)) or name another"
                )
            }
        }
        try FileSystem.makeDirectories(FileSystem.directory(of: control.socket))
        return try await ControlServer.start(settings, service: service)
    }

    private func listen(
        _ metrics: MetricsConfiguration,
        _ service: AgentService,
        beside server: ControlServer
    ) async throws(FraiseError) -> MetricsServer? {
        guard let address = metrics.listen else { return nil }
        do throws(FraiseError) {
            return try await MetricsServer.start(host: address.host, port: address.port, service: service)
        } catch {
            // The socket's file must not outlive the agent.
            await server.stop()
            throw error
        }
    }

    /// Everything that comes round: rows, health, metrics, the watchdog.
    private func schedules(
        _ state: AgentState,
        _ pipeline: Pipeline,
        _ publishing: RowPublishing?,
        _ health: HealthSchedule,
        _ service: AgentService,
        _ wake: Waker,
        _ systemd: SystemdNotifier
    ) -> [Task<Void, Never>] {
        let log = log
        var tasks = [
            Task {
                while !Task.isCancelled {
                    await health.round()
                    try? await Task.sleep(
                        nanoseconds: UInt64(state.configuration.health.interval.nanoseconds)
                    )
                }
            },
            Task {
                while !Task.isCancelled {
                    pipeline.live?.advance(to: SystemClock.now())
                    systemd.send("WATCHDOG=1")
                    let pause = min(systemd.watchdogMicroseconds.map { $0 / 3 } ?? 5_000_000, 5_000_000)
                    try? await Task.sleep(nanoseconds: UInt64(max(pause, 100_000)) * 1000)
                }
            },
        ]
        if let publishing {
            tasks.append(
                Task {
                    while !Task.isCancelled {
                        _ = await publishing.round()
                        await wake.wait(nanoseconds: state.configuration.postgresql.flushInterval.nanoseconds)
                    }
                }
            )
        }
        if let path = state.configuration.metrics.textfile {
            tasks.append(
                Task {
                    while !Task.isCancelled {
                        let text = MetricRenderer.render(await service.metrics(), as: .text)
                        do throws(FraiseError) {
                            try FileSystem.replace(path, with: text, permissions: 0o644)
                        } catch {
                            log.error(
                                "metrics cannot be written",
                                ["path": path, "error": error.description]
                            )
                        }
                        try? await Task.sleep(
                            nanoseconds: UInt64(state.configuration.metrics.interval.nanoseconds)
                        )
                    }
                }
            )
        }
        return tasks
    }

    /// Returns when the agent is to stop.
    private func answerSignals(_ reloading: ConfigurationReloading, _ pipeline: Pipeline) async {
        let log = log
        let (signals, continuation) = AsyncStream.makeStream(of: SignalWait.Signal.self)
        _ = SystemThread(name: "signals") {
            while true {
                let signal = SignalWait.next()
                continuation.yield(signal)
                if signal == .terminate { return }
            }
        }
        for await signal in signals {
            switch signal {
            case .terminate: return
            case .hangUp:
                // A slow disk must not keep the next signal waiting.
                Task {
                    do throws(FraiseError) { _ = try await reloading.reload() } catch {
                        log.error(
                            "configuration refused; the old one stays in force",
                            ["error": error.description]
                        )
                    }
                }
            case .user1:
                Task {
                    do throws(FraiseError) {
                        try await pipeline.withArchive { archive throws(FraiseError) in
                            try archive.rotate()
                        }
                    } catch {
                        log.error("the segment cannot be sealed now", ["error": error.description])
                    }
                }
            }
        }
    }
}
