#!/usr/bin/env python3
"""Tests/layers.py: the laws of docs/architecture.md that the compiler does not enforce.

Arrows go down only and targets of one layer never import each other; a C library is seen by exactly one target;
ArgumentParser only in layers 5 and 6, NIO only in the socket's server and the agent; Foundation is never imported
whole. Every import of Sources/ is checked, and so is the list of targets: an unknown one fails.
"""
import os
import re
import sys

LAYERS = [
    ["FraiseModel"],
    ["FraisePlatform", "FraiseGzip", "FraiseExpression"],
    ["FraiseTail", "FraiseParse", "FraiseFingerprint", "FraiseWindow", "FraiseHealth", "FraiseAlert", "FraiseArchive",
     "FraisePostgres", "FraiseControl", "FraiseConfig"],
    ["FraiseQuery", "FraisePipeline", "FraiseControlServer"],
    ["FraiseReport"],
    ["FraiseAgent", "FraiseCommands"],
    ["fraiseqld", "fraiseqlctl"],
]
LAYER = {target: number for number, targets in enumerate(LAYERS) for target in targets}
ONLY_IN = {
    "CLibpq": {"FraisePostgres"},
    "CZlib": {"FraiseGzip"},
    "CIsal": {"FraiseGzip"},
    "CPgQuery": {"FraiseFingerprint"},
    "ArgumentParser": {"FraiseAgent", "FraiseCommands", "fraiseqld", "fraiseqlctl"},
    "NIOCore": {"FraiseControlServer", "FraiseAgent"},
    "NIOPosix": {"FraiseControlServer", "FraiseAgent"},
    "NIOHTTP1": {"FraiseControlServer", "FraiseAgent"},
    "Yams": {"FraiseConfig"},
    "Foundation": set(),
}
# The command line starts fast because it links none of these, however indirectly.
NOT_IN_COMMANDS = {"FraisePostgres", "FraisePipeline", "FraiseControlServer", "FraiseAgent", "FraiseTail"}
C_TARGETS = {"CLibpq", "CZlib", "CIsal", "CPgQuery"}
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)", re.M)


def fault(target, module):
    if module == target:
        return None
    if module in ONLY_IN and target not in ONLY_IN[module]:
        allowed = " and ".join(sorted(ONLY_IN[module])) or "no target"
        return f"imports {module}, which {allowed} may"
    if module in LAYER and LAYER[module] >= LAYER[target]:
        return f"imports {module} of layer {LAYER[module]} from layer {LAYER[target]}"
    return None


def main():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources")
    faults, imports, files = [], {}, 0
    for target in sorted(os.listdir(root)):
        if target in C_TARGETS:
            continue
        if target not in LAYER:
            faults.append(f"Sources/{target}: a target that docs/architecture.md does not know")
            continue
        for folder, _, names in os.walk(os.path.join(root, target)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                if not name.endswith(".swift"):
                    continue
                files += 1
                with open(path, encoding="utf-8") as source:
                    text = source.read()
                for found in IMPORT.finditer(text):
                    line = text.count("\n", 0, found.start(1)) + 1
                    imports.setdefault(target, set()).add(found[1])
                    if why := fault(target, found[1]):
                        faults.append(f"{os.path.relpath(path, os.path.dirname(root))}:{line}: {why}")
    reached, open_targets = set(), ["FraiseCommands"]
    while open_targets:
        for module in imports.get(open_targets.pop(), ()):
            if module in LAYER and module not in reached:
                reached.add(module)
                open_targets.append(module)
    faults += [f"fraiseqlctl reaches {module}" for module in sorted(reached & NOT_IN_COMMANDS)]
    print("\n".join(faults) or f"{files} files keep the laws")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
