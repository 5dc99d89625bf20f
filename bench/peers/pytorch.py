"""PyTorch, as serve.ts and first.ts are for JavaScript: `pytorch.py serve FORM FOLDER` answers questions, `pytorch.py first FORM FOLDER` prints the
milliseconds from import to the first prediction. Forms: `notebook`, as the notebook writes the network; `folded`, as folded.ts does.
"""

import json
import os
import sys
import time
from array import array

os.environ["OMP_NUM_THREADS"] = "1"

COMMAND, FORM, FOLDER = sys.argv[1:4]
PIXELS, CLASSES = 256, 10
SAMPLE, WARMUP = 1e-3, 0.3


def read_material():
    with open(os.path.join(FOLDER, "material.json")) as file:
        index = json.load(file)
    values = array("f")
    with open(os.path.join(FOLDER, "material.f32"), "rb") as file:
        values.frombytes(file.read())
    tensors = {name: values[at : at + length] for name, (at, length) in index["tensors"].items()}
    return tensors, index["labels"]


TENSORS, LABELS = read_material()
STARTED = time.perf_counter()

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(1)

SHAPES = {
    "H1w": (12, 1, 5, 5),
    "H1b": (12, 8, 8),
    "H2w": (12, 8, 5, 5),
    "H2b": (12, 4, 4),
    "H3w": (192, 30),
    "H3b": (30,),
    "outw": (30, 10),
    "outb": (10,),
}


def tensor(name, shape):
    return torch.frombuffer(TENSORS[name], dtype=torch.float32).clone().view(shape)


def weights(net, age, *folded):
    """The eight tensors; those named in `folded` from folded.ts."""
    found = {name: tensor(f"{net}.{age}.state.{name}", shape) for name, shape in SHAPES.items()}
    for name in folded:
        shape = (12, 12, 5, 5) if name == "H2w" else SHAPES[name]
        found[name] = tensor(f"{net}.{age}.folded.{name}", shape)
    return found


def head(net, x, w):
    activate = torch.tanh if net == "base" else F.relu
    h3 = activate(torch.addmm(w["H3b"], x.flatten(1), w["H3w"]))
    out = torch.addmm(w["outb"], h3, w["outw"])
    return torch.tanh(out) if net == "base" else out


def pad(x):
    return F.pad(x, (2, 2, 2, 2), "constant", -1.0)


def notebook(net, x, w):
    activate = torch.tanh if net == "base" else F.relu
    x = pad(activate(F.conv2d(pad(x), w["H1w"], stride=2) + w["H1b"]))
    groups = (x[:, 0:8], x[:, 4:12], torch.cat((x[:, 0:4], x[:, 8:12]), dim=1))
    planes = [F.conv2d(group, w["H2w"][4 * i : 4 * i + 4], stride=2) for i, group in enumerate(groups)]
    return head(net, activate(torch.cat(planes, dim=1) + w["H2b"]), w)


def masked(net, x, w, mask):
    """For training: one convolution over all planes of H1, its weights masked."""
    activate = torch.tanh if net == "base" else F.relu
    x = activate(F.conv2d(pad(x), w["H1w"], stride=2) + w["H1b"])
    return head(net, activate(F.conv2d(pad(x), w["H2w"] * mask, stride=2) + w["H2b"]), w)


def folded(net, x, w):
    """For inference: the border in the biases, too."""
    activate = torch.tanh if net == "base" else F.relu
    x = activate(F.conv2d(x, w["H1w"], stride=2, padding=2) + w["H1b"])
    return head(net, activate(F.conv2d(x, w["H2w"], stride=2, padding=2) + w["H2b"]), w)


def predictor(net):
    w = weights(net, "trained", *(("H1b", "H2b", "H2w") if FORM == "folded" else ()))
    forward = folded if FORM == "folded" else notebook

    def predict(images):
        with torch.inference_mode():
            return forward(net, images, w)

    return predict


class Trainer:
    def __init__(self, net, batch):
        self.net, self.batch = net, batch
        self.reset()

    def reset(self):
        net = self.net
        self.w = weights(net, "fresh", *(("H2w",) if FORM == "folded" else ()))
        self.mask = (self.w["H2w"] != 0).float()
        for value in self.w.values():
            value.requires_grad_()
        # foreach: all tensors in one call, a little faster
        if net == "base":
            self.optimizer = torch.optim.SGD(self.w.values(), lr=0.03, foreach=FORM == "folded")
        else:
            self.optimizer = torch.optim.AdamW(
                self.w.values(), lr=3e-4, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01, foreach=FORM == "folded"
            )

    def forward(self, images):
        if FORM == "folded":
            return masked(self.net, images, self.w, self.mask)
        return notebook(self.net, images, self.w)

    def predict(self, images):
        with torch.inference_mode():
            return self.forward(images)

    def train(self, digits):
        for at in range(0, digits, self.batch):
            outputs = self.forward(IMAGES[at : at + self.batch])
            if self.net == "base":
                loss = torch.mean((outputs - SIGNS[at : at + self.batch]) ** 2)
            else:
                loss = F.cross_entropy(outputs, TARGETS[at : at + self.batch])
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()


IMAGES = tensor("images", (-1, 1, 16, 16))


def first():
    outputs = predictor("base")(IMAGES[:1]).tolist()
    milliseconds = (time.perf_counter() - STARTED) * 1000
    assert len(outputs[0]) == CLASSES
    sys.stdout.write(str(milliseconds))


if COMMAND == "first":
    first()
    sys.exit()

TARGETS = torch.tensor(LABELS)
SIGNS = F.one_hot(TARGETS, CLASSES).float() * 2 - 1
OPENED = {}


def batched(predict, digits, batch):
    return [predict(IMAGES[at : at + batch]) for at in range(0, digits, batch)]


def open_case(case, digits):
    batch = case["batch"]
    if case["kind"] == "predict":
        predict, most, reset = predictor(case["net"]), len(IMAGES), None
        # the outputs as an array of the host's, as the JavaScript peers give them
        run = lambda count: [one.numpy() for one in batched(predict, count, batch)]  # noqa: E731
    else:
        trainer = Trainer(case["net"], batch)
        predict, most, run, reset = trainer.predict, 256, trainer.train, trainer.reset
        run(digits)
    OPENED[case["name"]] = {"run": run, "reset": reset, "most": most}
    return torch.cat(batched(predict, most, batch)).flatten().tolist()


def timing(one, count, seconds):
    if one["reset"]:
        one["reset"]()
    samples, begun = [], time.perf_counter()
    while len(samples) < 2 or time.perf_counter() - begun < seconds:
        started = time.perf_counter()
        one["run"](count)
        samples.append((time.perf_counter() - started) * 1e6 / count)
    samples.sort()
    return {"min": samples[0], "median": samples[len(samples) // 2]}


def time_case(case, seconds):
    one = OPENED[case["name"]]
    if "count" not in one:
        enough = SAMPLE * 1e6 / timing(one, case["batch"], WARMUP)["min"]
        one["count"] = case["batch"]
        while one["count"] < enough and one["count"] < one["most"]:
            one["count"] *= 2
    return timing(one, one["count"], seconds)


def installed():
    """Bytes of the package, with the libraries that it links to."""
    root = os.path.dirname(torch.__file__)
    files = {os.path.realpath(os.path.join(folder, name)) for folder, _, names in os.walk(root) for name in names}
    # Debian has links to libraries of tests that are not installed
    return sum(os.path.getsize(file) for file in files if os.path.exists(file))


def about():
    features = [line.strip(" -") for line in torch.__config__.show().splitlines()]
    capability = next((line for line in features if line.startswith("CPU capability")), "")
    return {
        "about": f"Python {sys.version.split()[0]}, {capability}; one thread",
        "version": torch.__version__,
        "installed": installed(),
        "cases": ["train", "predict"],
    }


def answer(question):
    if question["ask"] == "about":
        return about()
    if question["ask"] == "open":
        return open_case(question["case"], question["digits"])
    return time_case(question["case"], question["milliseconds"] / 1000)


with os.fdopen(3, "w") as answers:
    for line in sys.stdin:
        try:
            reply = {"answer": answer(json.loads(line))}
        except Exception as error:  # whatever PyTorch says is the answer
            reply = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()
