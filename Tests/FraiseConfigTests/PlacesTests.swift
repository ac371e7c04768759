import Testing

@testable import FraiseConfig

@Suite struct PlacesTests {
    private func places(_ environment: [String: String], user: UInt32 = 1000) -> Places {
        Places(environment: environment, effectiveUserID: user, hostName: "web-1")
    }

    @Test func ofRoot() {
        let found = places(
            ["HOME": "/root", "XDG_STATE_HOME": "/root/state", "XDG_RUNTIME_DIR": "/run/user/0"],
            user: 0
        )
        #expect(found.isSystem)
        #expect(found.stateDirectory == "/var/lib/fraiseqld")
        #expect(found.configurationFiles == ["/etc/fraiseqld/fraiseqld.yaml"])
        #expect(found.socket(in: found.stateDirectory) == "/run/fraiseqld/control.sock")
        #expect(found.archiveDirectory(in: found.stateDirectory) == "/var/lib/fraiseqld/archive")
        #expect(found.socketMode == 0o660)
    }

    @Test func ofAServiceOfSystemd() {
        let found = places([
            "HOME": "/var/lib/x", "STATE_DIRECTORY": "/var/lib/a:/var/lib/b", "RUNTIME_DIRECTORY": "/run/a",
        ])
        #expect(found.isSystem)
        #expect(found.stateDirectory == "/var/lib/a")
        #expect(found.socket(in: found.stateDirectory) == "/run/a/control.sock")
        #expect(found.configurationFiles == ["/etc/fraiseqld/fraiseqld.yaml"])
    }

    @Test func ofAUser() {
        let found = places([
            "HOME": "/home/ada", "XDG_CONFIG_HOME": "/c/", "XDG_STATE_HOME": "/s",
            "XDG_RUNTIME_DIR": "/run/user/1000",
        ])
        #expect(!found.isSystem)
        #expect(found.stateDirectory == "/s/fraiseqld")
        #expect(found.configurationFiles == ["/c/fraiseqld/fraiseqld.yaml", "/etc/fraiseqld/fraiseqld.yaml"])
        #expect(found.socket(in: found.stateDirectory) == "/run/user/1000/fraiseqld/control.sock")
        #expect(found.socketMode == 0o600)
    }

    @Test func ofAUserWithAHomeAlone() {
        let found = places(["HOME": "/home/ada/", "XDG_STATE_HOME": "relative", "XDG_RUNTIME_DIR": ""])
        #expect(found.stateDirectory == "/home/ada/.local/state/fraiseqld")
        #expect(found.configurationFiles.first == "/home/ada/.config/fraiseqld/fraiseqld.yaml")
        #expect(found.socket(in: "/elsewhere") == "/elsewhere/control.sock")
    }

    @Test func ofAUserWithoutHome() {
        #expect(places([:]).stateDirectory == "/var/lib/fraiseqld")
        #expect(places(["HOME": "relative"]).isSystem)
    }

    @Test func aNamedFileIsTheOnlyOne() {
        #expect(places(["HOME": "/h", "FRAISEQLD_CONFIG": "./x.yaml"]).configurationFiles == ["./x.yaml"])
        #expect(places(["HOME": "/h", "FRAISEQLD_CONFIG": ""]).configurationFiles.count == 2)
    }
}
