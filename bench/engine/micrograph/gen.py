"""gen.py N DIR [--bump K]: the peers' DAG as a pipeline, in the form that their harness asks for."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ["PEERS"], "lib"))
import dag  # noqa: E402
import genlib  # noqa: E402

a = genlib.parse()
plugin = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nodes.js")
for folder in ("pretrain", "finetune", "evaluate"):
    os.makedirs("out/" + folder, exist_ok=True)

# Point 3 is member 3 of group 0. It alone is changed by giving it a value that no other group has.
sweep = {}
missing = a.groups * dag.GROUP - a.points
exclude = [{"group": str(a.groups - 1), "member": [str(n) for n in range(dag.GROUP - missing, dag.GROUP)]}] if missing else []
if a.bump:
    exclude.append({"group": "0", "member": "3"})
    sweep["include"] = [{"group": "0", "member": {"label": "3 changed", "number": 3, "lr": a.lr[3]}}]
if exclude:
    sweep["exclude"] = exclude

genlib.write("micrograph.config.json", json.dumps({"plugins": [plugin]}))
genlib.write("pipeline.json", json.dumps({
    "name": "sweep",
    "axes": {
        "group": list(range(a.groups)),
        "member": {str(n): {"number": n, "lr": dag.lr(n)} for n in range(dag.GROUP)},
    },
    **({"sweep": sweep} if sweep else {}),
    "nodes": {
        "load": {"type": "peer-load"},
        "pretrain": {"type": "peer-pretrain", "params": {"group": "${group}"}, "inputs": {"data": "load"}},
        "finetune": {"type": "peer-finetune", "inputs": {"pretrained": "pretrain"},
                     "params": {"group": "${group}", "member": "${member.number}", "lr": "${member.lr}"}},
        "evaluate": {"type": "peer-evaluate", "inputs": {"tuned": "finetune"}},
        "tabulate": {"type": "peer-tabulate", "inputs": {"scores": {"gather": "evaluate"}}},
    },
}, indent=1))
