"""Which network a text means: scripts around it, other networks, and what calls are given."""

from __future__ import annotations

import pytest

from pyconv import ConvError, network_code, read_network
from pyconv.networks import Network
from pyconv.networks.editing import set_argument

BLOCK = """
class Block(nn.Module):
    def __init__(self, i, o, k=3, *, s=1):
        super().__init__()
        self.c = nn.Conv2d(i, o, k, s)
    def forward(self, x): return self.c(x)
"""
NET = """
class Net(nn.Module):
    def __init__(self, n=3):
        super().__init__()
        self.fc = nn.Linear(3, n)
    def forward(self, x): return self.fc(x)
"""
LINES = NET.count("\n")


def read(text: str, *shape: int) -> tuple[list[str], tuple[int, ...], int]:
    """Return the names of the layers of a text of which nothing is unknown, what comes out and is learned."""
    network = read_network(text, shape)
    assert not network.unknown
    return names(network), network.output_shape, network.parameters


def names(network: Network) -> list[str]:
    return [row.name for row in network.rows]


def unknown(text: str, *shape: int) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in read_network(text, shape).unknown]


@pytest.mark.parametrize(
    ("call", "size", "kernel"),
    [
        ("Block(3, 8, **{'k': 5})", 5, 5),
        ("Block(3, 8, **dict_of)", 7, 3),
        ("Block(*[3, 8], *[])", 7, 3),
        ("Block(*ends, k=1, s=2)", 5, 1),
        ("made(k=5)", 5, 5),
        ("made()", 7, 3),
        ("made(s=3, k=2)", 3, 2),
        ("later(k=2)", 8, 2),
    ],
)
def test_options_and_lists_of_a_call_are_handed_on(call: str, size: int, kernel: int) -> None:
    text = f"""{BLOCK}
def made(**kwargs): return Block(3, 8, **kwargs)
def later(*args, **kwargs): return made(*args, **kwargs)
dict_of = {{}}
ends = (3, 8)
net = {call}
"""
    learned = 3 * 8 * kernel**2 + 8
    assert read(text, 3, 9, 9) == (["Conv2d"], (8, size, size), learned)


@pytest.mark.parametrize("call", ["Block(3, 8, **options)", "Block(3, 8, *rest)"])
def test_options_that_cannot_be_read_hide_what_is_usual(call: str) -> None:
    assert unknown(f"{BLOCK}net = {call}", 3, 9, 9) == [(5, "nn.Conv2d(i, o, k, s)")]


def test_options_of_which_some_are_layers_are_handed_on() -> None:
    text = """
class Block(nn.Module):
    def __init__(self, i, act=None, k=1):
        super().__init__()
        self.c = nn.Conv2d(i, i, k)
        self.act = act
    def forward(self, x): return self.act(self.c(x))
def made(i, **kwargs): return Block(i, **kwargs)
net = made(3, act=nn.ReLU(), k=3)
"""
    assert read(text, 3, 9, 9) == (["Conv2d", "ReLU"], (3, 7, 7), 84)


@pytest.mark.parametrize(
    "text",
    [
        "k = {'kernel_size': 3, 'bias': False}\nnn.Conv2d(3, 8, **k)",
        "k = [3, 8, 3]\nnn.Conv2d(*k, bias=False)",
        "def conv(i, o, **kwargs): return nn.Conv2d(i, o, bias=False, **kwargs)\nconv(3, 8, kernel_size=3)",
    ],
)
def test_options_and_lists_of_a_layer_are_read(text: str) -> None:
    assert read(text, 3, 9, 9) == (["Conv2d"], (8, 7, 7), 216)
    # They are told apart nowhere in the line itself.
    with pytest.raises(ConvError, match="change it in the code"):
        set_argument(text + "\nnn.ReLU()", (3, 9, 9), 0, "kernel_size", "5")


@pytest.mark.parametrize("given", ["*rest", "3, **options", "3, **{'kernel_size': size()}", "*[3, size()]"])
def test_options_and_lists_of_a_layer_that_cannot_be_read(given: str) -> None:
    assert [line for line, _ in unknown(f"nn.Conv2d({given})\nnn.ReLU()", 3, 9, 9)] == [1]


def test_super_is_of_the_class_in_which_it_stands() -> None:
    text = """
class A(nn.Module):
    def forward(self, x): return F.relu(x)
class B(A):
    def __init__(self):
        super().__init__()
        self.b = nn.Conv2d(3, 3, 3, padding=1)
    def forward(self, x): return self.b(super().forward(x))
class C(B):
    def forward(self, x): return torch.tanh(super().forward(x))
net = C()
"""
    assert read(text, 3, 9, 9) == (["ReLU", "Conv2d", "Tanh"], (3, 9, 9), 84)
    text = """
class ConvBN(nn.Sequential):
    def __init__(self, i, o):
        super().__init__(nn.Conv2d(i, o, 3), nn.BatchNorm2d(o))
class ConvBNTanh(ConvBN):
    def __init__(self, i, o):
        super().__init__(i, o)
        self.add_module("tanh", nn.Tanh())
nn.Sequential(ConvBNTanh(3, 16))
"""
    assert read(text, 3, 9, 9) == (["Conv2d", "BatchNorm2d", "Tanh"], (16, 7, 7), 480)
    assert unknown("def f(x): return super().forward(x)\nf(x)", 3, 9, 9) == [(1, "super().forward(x)")]


def test_methods_of_a_class_itself() -> None:
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = self.block(3, 8, 5)
        self.d = Net.two(8)
        self.e = Net.plain
    @staticmethod
    def block(i, o, k=3, s=1):
        return nn.Conv2d(i, o, k, s, padding=k // 2)
    @classmethod
    def two(cls, i): return cls.block(i, 4)
    @classmethod
    def none(): pass
    def plain(self): pass
    @property
    def both(self): return nn.Sequential(self.c, self.d)
    def forward(self, x):
        Net.none()
        return self.both(x)
"""
    assert read(text, 3, 28, 28) == (["Conv2d", "Conv2d"], (4, 28, 28), 608 + 292)


@pytest.mark.parametrize(
    "script",
    [
        "for t in range(500):\n    y = net(xx)\n    y = net(yy)",
        "a = net(x_train)\nb = net(x_test)",
        "def train(model, data):\n    return F.softmax(model(data), 1)",
        "x_train = x_train.reshape(60000, 784)\nz = torch.flatten(x_train)",
        "p = F.softmax(logits, 1)\nlogits = logits.view(-1, 9)",
    ],
)
def test_a_script_around_a_network_adds_no_layers(script: str) -> None:
    for text in (f"net = nn.Sequential(nn.Linear(3, 3), nn.Tanh())\n{script}", f"{NET}net = Net()\n{script}"):
        network = read_network(text, (3,))
        assert (names(network)[:1], network.output_shape, network.parameters) == (["Linear"], (3,), 12)
        assert len(network.rows) <= 2
    first = read_network(f"{script.replace('net(', 'f(')}\nmodel = keras.Sequential([layers.Dense(3)])", (3,))
    assert names(first) == ["Dense"]


def test_data_that_a_loop_loads_is_no_list_of_layers() -> None:
    text = "net = nn.Linear(3, 3)\nloader = DataLoader(train, 64)\nfor x, y in loader:\n    p = net(x)\n"
    network = read_network(text + "for x, y in loader:\n    p = net(x)", (3,))
    assert (names(network), network.parameters) == (["Linear"], 12)
    assert [each.line for each in network.unknown] == [2, 3, 5]


def test_the_steps_of_a_training_are_one_network() -> None:
    text = """
class M(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(784, 10)
    def training_step(self, batch, i):
        x, y = batch
        x = x.view(x.size(0), -1)
        return self.l1(x)
    def validation_step(self, batch, i):
        x, y = batch
        return self.l1(x.view(x.size(0), -1))
"""
    assert read(text, 1, 28, 28) == (["Flatten", "Linear"], (10,), 7850)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("net = nn.Sequential(nn.Linear(3, 3))\nnet = nn.Sequential(nn.Linear(3, 5))", 2),
        ("net = nn.Linear(3, 3)\nnet2 = nn.Linear(3, 5)", 2),
        ("model_a = nn.Sequential(nn.Linear(3, 3))\nmodel_b = nn.Sequential(nn.Linear(3, 5))", 2),
        (f"{NET}model = Net()\nmodel2 = Net(5)", LINES + 2),
        (f"{NET}gen = Net()\ndisc = Net(5)\nfake = gen(noise)\nreal = disc(photo)", LINES + 4),
        (f"{NET}class Other:\n    def __init__(self): self.fc = nn.Linear(3, 5)\nnet = Net()", LINES + 1),
        (f"{NET}def other(): return nn.Linear(3, 5)\nnet = Net()", LINES + 1),
        (
            "def a(): return nn.Linear(3, 5)\ndef b(): return nn.Sequential(nn.Linear(3, 3), nn.Identity())",
            1,
        ),
        (
            "a = keras.Input((3,))\nb = layers.Dense(3)(a)\nm = Model(a, b)\nc = keras.Input((5,))",
            4,
        ),
    ],
)
def test_one_network_is_read_and_the_others_are_named(text: str, named: int) -> None:
    network = read_network(text, (3,))
    assert (network.output_shape, network.parameters) == ((3,), 12)
    assert network.unknown[0].line == named


def test_of_another_network_only_its_beginning_is_named() -> None:
    text = """
class Small(nn.Module):
    def __init__(self):
        self.a = nn.ReLU()
        self.left = nn.ReLU()
    def forward(self, x): return self.a(x)
class Large(nn.Module):
    def __init__(self):
        self.a = nn.Linear(3, 5)
        self.left = nn.ReLU()
    def forward(self, x): return F.relu(self.a(x))
"""
    network = read_network(text, (3,))
    assert names(network) == ["Linear", "ReLU"]
    assert [(each.line, each.text) for each in network.unknown] == [(2, "class Small"), (10, "nn.ReLU()")]


def test_what_is_called_with_what_another_gave_goes_on() -> None:
    text = f"{NET}gen = Net()\ndisc = Net(5)\nfake = gen(noise)\nd = disc(fake)"
    assert read(text, 3) == (["Linear", "Linear"], (5,), 32)


def test_pieces_of_a_network_are_put_one_after_the_other() -> None:
    text = "features = nn.Sequential(nn.Linear(3, 3))\nhead = nn.Sequential(nn.Linear(3, 5))"
    assert read(text, 3) == (["Linear", "Linear"], (5,), 32)


def test_definitions_around_a_network_that_make_no_layers_are_nothing_of_it() -> None:
    text = """
class FocalLoss(nn.Module):
    def forward(self, x, y): return F.softmax(torch.sigmoid(x).view(-1), 0)
net = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
def accuracy(out, y): return F.softmax(out, 1)
"""
    assert read(text, 3) == (["Linear", "ReLU"], (3,), 12)


def test_what_is_defined_within_is_tried_too_as_long_as_there_is_patience() -> None:
    text = "".join(f"{' ' * depth}def f{depth}():\n" for depth in range(20)) + f"{' ' * 20}nn.ReLU()"
    assert read(text, 3)[0] == ["ReLU"]
    text = "for i in range(10**5):\n    a = 1\ndef f(): return nn.ReLU()"
    assert not read_network(text, (3,)).rows


@pytest.mark.parametrize("listed", ["[nn.Conv2d(3, 3, 3)] * 3", "3 * [nn.Conv2d(3, 3, 3)]"])
def test_a_list_of_layers_several_times_is_one_layer_that_is_used_again(listed: str) -> None:
    assert read(f"nn.Sequential(*{listed})", 3, 9, 9) == (["Conv2d"] * 3, (3, 3, 3), 84)


@pytest.mark.parametrize("times", ["n", "-1", "10**6"])
def test_a_list_of_layers_not_to_be_repeated(times: str) -> None:
    assert not read_network(f"nn.Sequential(*[nn.ReLU()] * {times})", (3,)).rows


def test_a_layer_that_is_used_again_learns_once() -> None:
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(8, 8, 3, padding=1)
    def forward(self, x):
        for _ in range(3):
            x = F.relu(self.c(x))
        return x
"""
    network = read_network(text, (8, 9, 9))
    assert network.parameters == 584
    assert [row.parameters for row in network.rows] == [584, 0] * 3
    assert network.shared == (False, False, True, False, True, False)
    assert any("weights of its own" in each for each in network_code(network, "pytorch").warnings)
    assert not network_code(read_network("nn.ReLU()", (3,)), "pytorch").warnings


@pytest.mark.parametrize(
    ("lines", "kernel"),
    [
        ("a = {'k': 3}\na['k'] = 5\nk = a['k']", 5),
        ("a = [3, 3]\na[0] = 7\nk = a[0]", 7),
        ("a = [3, 3]\na[-1] += 2\nk = a[1]", 5),
        ("def f():\n    global k\n    k = 5\nk = 3\nf()", 5),
        ("def f():\n    def g():\n        global k\n        k = 5\n    g()\nk = 3\nf()", 5),
        ("def f():\n    k = 5\nk = 3\nf()", 3),
        ("k = 3\ndef f():\n    k = 5\n    def g():\n        nonlocal k\n        k = 7\n    g()\nf()", 3),
    ],
)
def test_values_that_change(lines: str, kernel: int) -> None:
    assert read(f"{lines}\nnn.Conv2d(3, 1, k)", 3, 9, 9)[2] == 3 * kernel**2 + 1


@pytest.mark.parametrize(
    "lines",
    [
        "a = [3, 3]\na.append(5)",
        "a = [3, 3]\na[0] = size()",
        "a = [3, 3]\na[5] = 3",
        "a = {0: 3}\na.update(b)",
        "a = {0: 3}\na[size()] = 3",
    ],
)
def test_values_that_change_to_what_is_not_known(lines: str) -> None:
    found = read_network(f"{lines}\nnn.Conv2d(3, 1, a[0])", (3, 9, 9))
    assert (3, "nn.Conv2d(3, 1, a[0])") in [(each.line, each.text) for each in found.unknown]


def test_layers_that_are_replaced() -> None:
    text = "net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())\nnet[0] = nn.Conv2d(3, 8, 3)"
    assert read(text, 3, 9, 9) == (["Conv2d", "ReLU"], (8, 7, 7), 224)
    text = "net = nn.Sequential(nn.ReLU())\nnet[-1] = nn.Tanh()\nnet['a'] = nn.ELU()"
    assert read(text, 3, 9, 9)[0] == ["Tanh", "ELU"]
    text = f"{NET}net = Net()\nnet.fc = nn.Linear(3, 7)\nnet.n = 3"
    network = read_network(text, (3,))
    assert (network.output_shape, network.parameters) == ((7,), 28)
    assert [(each.line, each.text) for each in network.unknown] == [(5, "nn.Linear(3, n)")]


def test_what_else_a_call_is_given_makes_no_earlier_map_the_one_that_goes_through() -> None:
    text = """
class Net(nn.Module):
    def __init__(self):
        self.a = nn.Conv2d(3, 3, 3)
        self.b = nn.Conv2d(3, 3, 3)
    def forward(self, x):
        y = self.a(x)
        z = self.b(x, self.k)
        return y
"""
    assert unknown(text, 3, 9, 9) == [(8, "self.b(x, self.k)")]


def test_maps_are_added_by_name_too() -> None:
    text = """
class Net(nn.Module):
    def __init__(self):
        self.a = nn.Conv2d(3, 3, 3, padding=1)
        self.b = nn.Conv2d(3, 3, 3, padding=1)
    def forward(self, x):
        y = self.a(x)
        y = torch.add(y, x)
        return self.b(y)
"""
    network = read_network(text, (3, 9, 9))
    assert (names(network), [each.line for each in network.unknown]) == (["Conv2d"] * 2, [8])
    assert [line for line, _ in unknown("p[0].dot(q)\nq[0].multiply(3)", 3, 9, 9)] == [1, 2]


@pytest.mark.parametrize("around", ["weight_norm", "nn.utils.spectral_norm", "parametrizations.orthogonal"])
def test_weights_that_are_kept_in_another_form(around: str) -> None:
    assert read(f"nn.Sequential({around}(nn.Conv1d(3, 8, 3)))", 3, 9) == (["Conv1d"], (8, 7), 80)


@pytest.mark.parametrize("past", ["identity", "residual", "shortcut"])
def test_what_has_the_name_of_a_path_beside_is_one(past: str) -> None:
    text = f"""
class Block(nn.Module):
    def __init__(self):
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.down = nn.Conv2d(3, 8, 1)
    def forward(self, x):
        {past} = x
        {past} = self.down(x)
        out = F.relu(self.conv1(x))
        out += {past}
        return F.relu(out)
"""
    network = read_network(text, (3, 9, 9))
    assert (names(network), network.parameters) == (["Conv2d", "ReLU", "ReLU"], 224)
    assert [each.line for each in network.unknown] == [8, 10]


@pytest.mark.parametrize(
    "counted", ["enumerate(c)", "enumerate(c, 1)", "enumerate(c, start=2)", "zip(k, c, strict=True)"]
)
def test_layers_that_are_counted(counted: str) -> None:
    text = f"k = [0]\nc = [nn.Conv2d(3, 3, 3)]\nfor i, each in {counted}:\n    x = each(x)\n"
    text += "    nn.Conv2d(3, 3 + i, 3)"
    first = {"1)": 1, "2)": 2}.get(counted[-2:], 0)
    assert read(text, 3, 9, 9)[1] == (3 + first, 5, 5)


@pytest.mark.parametrize("counted", ["enumerate(c, n)", "enumerate()", "zip(c, some)"])
def test_layers_that_are_counted_in_a_way_that_is_not_known(counted: str) -> None:
    text = f"c = [nn.Conv2d(3, 3, 3)]\nfor i, each in {counted}:\n    x = each(x)"
    assert (2, f"for i, each in {counted}: x = each(x)") in unknown(text, 3, 9, 9)


def test_what_is_compared_in_a_network_is_no_map() -> None:
    text = """
class M(pl.LightningModule):
    def __init__(self):
        self.l1 = nn.Linear(4, 10)
    def training_step(self, batch, i):
        x, labels = batch
        x = self.l1(x)
        return x, labels.view(-1)
"""
    assert unknown(text, 4) == [(8, "labels.view(-1)")]


def test_a_function_of_data_is_named() -> None:
    text = "p = torch.flatten(features_of_all, 1)\nnet = nn.Sequential(nn.Linear(3, 3))"
    assert unknown(text, 3) == [(1, "torch.flatten(features_of_all, 1)")]
