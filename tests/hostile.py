"""Texts that nobody should paste where lines of code are read: broken, endless, and out to do harm.

They are mutations of lines that make sense, so that most of them get past the first look. What they
would do if any of it were run is call `trip`, which is Python's own name in the tests that watch for it.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

REAL = """
nn.Conv2d(3, 64, kernel_size=3, stride=2, padding=1, bias=False)
nn.Conv1d(3, 8, 3, padding="same", dilation=2)
nn.ConvTranspose2d(3, 16, 4, 2, 1, output_padding=1)
nn.LazyConv3d(8, (3, 3, 3))
nn.MaxPool2d(2, ceil_mode=True)
nn.AvgPool2d(3, 2, 1, count_include_pad=False)
nn.AdaptiveAvgPool2d((1, None))
nn.ZeroPad2d((1, 2, -3, 4))
nn.ReflectionPad2d(1)
nn.BatchNorm2d(3)
nn.Linear(3, 10)
nn.Flatten()
nn.Unflatten(1, (3, -1))
nn.Upsample(scale_factor=2, mode="bilinear")
nn.PixelShuffle(2)
nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2))
self.conv1 = nn.Conv2d(3, 6, 5)
(conv1): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))
layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")
layers.Conv2DTranspose(8, 3, strides=2, padding="same", output_padding=1)
layers.SeparableConv2D(8, 3, depth_multiplier=2)
layers.DepthwiseConv2D((3, 3))
layers.MaxPooling2D()
layers.GlobalAveragePooling2D(keepdims=True)
layers.Dense(10, use_bias=False)
layers.Reshape((3, -1))
layers.Cropping2D(((1, 0), (0, 1)))
layers.UpSampling2D(2)
keras.Input((9, 9, 3))
keras.Sequential([layers.Conv2D(8, 3), layers.ReLU()])
x = layers.Conv2D(8, 3)(x)
x = layers.concatenate([x, y])
model.add(layers.Dense(3))
width = 64
height, width = 3, 2 * 8
w = tf.zeros((3, 3, 3, 8))
w = (3, 3, 3, 8)
# weight (3, 3, 3, 8)
F.conv2d(x, torch.randn(8, 3, 3, 3), stride=2, padding=1)
F.max_pool2d(x, 3, 2, 1)
y = tf.nn.conv2d(x, w, [1, 2, 2, 1], "SAME") + b
tf.nn.conv2d_transpose(x, tf.zeros((3, 3, 1, 1)), [1, 12, 12, 1], 2, "SAME")
lax.conv_general_dilated(x, jnp.zeros((8, 3, 3, 3)), (2, 2), "SAME")
lax.reduce_window(x, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), "SAME")
helper.make_node("Conv", ["x", "w"], ["y"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
np.convolve(u, [1, 2, 1], "same")
signal.convolve2d(a, [[1, 0], [0, 1]], mode="valid")
conv_layer(x, np.zeros((8, 3, 3, 3)), stride=2, padding="same")
pool(x, (3, 3), stride=2)
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3),
        )
    def forward(self, x):
        return self.features(x)
x = self.conv1(x)
x = F.relu(self.conv1(x), inplace=True)
x = x.view(x.size(0), -1)
x = torch.flatten(x, 1)
x = torch.cat([x, y], dim=1)
x += y
width *= 2
layers = []
layers.append(nn.Conv2d(width, 8, 3))
  (0-2): 3 x Conv2d(3, 3, kernel_size=(3, 3), padding=same)
    (0-1): 2 x Block(
)
x = x.view(-1, 9, 27)
x = x.mean([2, 3], keepdim=True).squeeze()
x = x.unsqueeze(1)
layers.BatchNormalization(axis=1)
widths = [width * 2 ** i for i in range(4)]
nn.Conv2d(widths[0], max(8, math.ceil(width / 2)), 3)
print("-" * 3, '----------')  # ((((((((
----------------------------------------------------------------
In [1]: nn.ReLU()
layers += [nn.ReLU() for _ in range(3)]
net = nn.Sequential(*layers)
for i in range(3): layers.append(nn.ReLU())
if width > 32: x = net(x)
def block(x, width=8): return net(x)
x = block(block(x, 3))
self.layer1 = self._make_layer(Block, 64, 2, stride=2)
""".strip("\n").split("\n")
"""Lines of all frameworks, as people write them."""

HARM = """
trip()
(trip)()
[trip() for _ in range(3)]
{trip() for _ in "ab"}
{trip(): trip() for _ in range(9**9)}
(trip() for _ in iter(int, 1))
(lambda: trip())()
(lambda *a, **k: trip(*a, **k))(1, a=2)
(y := trip())
[y := trip(), y**2]
f"{trip()}"
f"{trip()!r:>{trip()}}"
f"{__import__('os').system('trip')}"
f'{"{"}{trip()}{"}"}'
__import__("trip")
__import__("os").system("touch tripped")
open("tripped", "w").write("x")
exec("trip()")
eval("trip()")
compile("trip()", "x", "exec")
getattr(__builtins__, "trip")()
globals()["trip"]()
().__class__.__base__.__subclasses__()[0]()
nn.__class__.__mro__[-1].__subclasses__()
nn.Conv2d.__init__.__globals__["__builtins__"]["trip"]()
"".join(chr(n) for n in (116, 114, 105, 112))
trip() if trip() else trip()
trip() or trip() and not trip()
trip() @ trip()
trip[trip()]
trip[trip():trip():trip()]
*trip()
**trip()
await trip()
yield trip()
yield from trip()
print(trip())
input()
breakpoint()
exit()
help()
type("T", (), {"__del__": trip})()
__builtins__
__class__
__debug__
__file__
__name__
_
...
NotImplemented
b"bytes"
r"\\d"
"a" * 10**9
"%n" % trip()
"{0.__class__}".format(trip)
10**10**10
2**2**2**2**2**2
1 << 10**9
9 // 0
9 % 0
-1
- - - 1
~1
1j
0x7fffffffffffffff
9223372036854775808
-9223372036854775809
1_000_000_000_000
1e999
-1e999
1e-999
nan
True
None
(1,)
()
[]
{}
[[[[[[[[1]]]]]]]]
((1, 2), (3, 4))
"same"
"SAME"
"\\0"
"\\ud800"
"\\N{BULLET}"
'''
""".strip("\n").split("\n")
"""What is put where an argument, a name or a line belongs."""

AROUND = [
    "{}", "({})", "[{}]", "{{{}}}", "nn.Sequential({})", "nn.Sequential(*[{}])", "keras.Sequential([{}])",
    "x = {}", "x: {} = 1", "x: int = {}", "x += {}", "x = y = {}", "a, *b = {}", "x[{}] = 1", "del x, {}",
    "assert {}", "raise {}", "return {}", "lambda: {}", "lambda x={}: x", "not {}", "-{}", "{} + {}",
    "{} if {} else {}", "[{} for x in y]", "for x in {}:\n    {}", "while {}:\n    {}", "if {}:\n    {}",
    "with {} as x:\n    {}", "try:\n    {}\nexcept {}:\n    {}", "class A({}):\n    {}",
    "class A(metaclass={}):\n    x = {}", "def f(x={}):\n    {}", "async def f():\n    await {}",
    "@{}\ndef f():\n    {}", "match {}:\n    case A({}):\n        {}", "global x; {}", "{};{}", "f'{{{}}}'",
    "for x in range({}):\n    x = {}(x)\n    {}", "def f(x, *y, z={}):\n    return f(f({}))\nf({})",
    "class A(nn.Module):\n    def forward(self, x):\n        return {}({}(x))\nA()",
    "self.a = {}\nself.a({})", "a = [{}]\na += a\nnn.Sequential(*a, {})", "x = F.relu({}(x))\n{}",
    "{}.to(device)", "{}.__class__", "{}[0]", "{}({})", "nn.Conv2d({}, {}, {})", "layers.Conv2D({}, {})",
    "nn.Conv2d(*{})", "nn.Conv2d(**{})", "nn.Conv2d(kernel_size={}, in_channels={}, out_channels={})",
    "type X = {}", "import os; {}", "from os import *; {}", "print({})", "model.add({})", "x = {}(y)",
    "layers.concatenate([{}, {}])", "tf.nn.conv2d({}, {}, 2, 'SAME')", "np.convolve(u, {})",
    "F.conv2d(x, torch.randn({}))", "helper.make_node({}, [{}], [])", "lax.conv(x, {}, {}, {})",
    "def f[T: {}](): {}", "# {} ({}, {})", "{}#", "{}\\", "\\\n{}", "'''{}'''", "'''{}", "\f{}", "\ufeff{}",
]  # fmt: skip
"""What is put around it."""

LETTERS = (
    "()[]{}:,.;=+-*/%@!~^&|<>#'\"\\`$? \n\t\r\f\v\0\x1b\x7f\x85\xa0\u2028\u2029\u200b\u202e\ufeff\ufffe"
    "aZ_09éßñ𝒞ﬁ𝟛٣²Ⅷªµ\u0301\ud800\udfff\U0010ffff"
)
"""Letters that mean something to Python, look like another, or are none at all."""

NUMBERS = (
    "0", "-1", "1", "2", "7", "00", "1.0", "1e3", "0b11", "0o17", "0xff", "1__0", "2**63", "-2**63",
    "9223372036854775807", "9" * 30, "9" * 400, "9" * 5000, "0x" + "f" * 5000, "1e308", "5e-324", "1j",
    "99999999", "10**6", "3*4", "8//3", "(1, 2)", "(3, 3, 3, 3, 3)", "٣", "𝟛",
)  # fmt: skip
"""Numbers for those of a line."""

SHARE_ENDLESS = 0.002
"""Of all texts, how many are as long as a text may be, or longer."""

WIDEST = 400
"""Characters that what is put around grows to."""


def hostile(seed: int) -> str:
    """Return the text of a seed: the same one every time."""
    draw = Random(seed)
    if draw.random() < SHARE_ENDLESS:
        return draw.choice(ENDLESS)(draw)
    if draw.random() < 0.05:
        return "".join(map(chr, (draw.choice(PLANES)(draw) for _ in range(draw.randint(0, 120)))))
    lines = [line(draw) for _ in range(draw.choice((1, 1, 1, 2, 3, 4, 8, 20)))]
    return damaged(draw, draw.choice(["\n", "\n", "\n", "\r\n", "\r", "; ", ", ", ""]).join(lines))


def line(draw: Random) -> str:
    """Return a line that makes sense, or one that has been changed until it hardly does."""
    text = draw.choice(REAL)
    for _ in range(draw.choice((0, 1, 1, 2, 3, 6))):
        text = draw.choice(CHANGES)(draw, text)
    return text


def wrapped(draw: Random, text: str) -> str:
    """Return a text inside another."""
    outside = draw.choice(AROUND)
    for depth in range(draw.choice((1, 1, 2, 12))):
        if depth and len(text) > WIDEST:
            break
        inside = [text, *(draw.choice(HARM) for _ in range(outside.count("{}")))]
        text = outside.format(*inside)
    return text


def numbered(draw: Random, text: str) -> str:
    """Return a text with another number in it, or something that is none."""
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not places:
        return text
    at = draw.choice(places)
    return text[:at] + draw.choice([draw.choice(NUMBERS), draw.choice(HARM)]) + text[at + 1 :]


def argued(draw: Random, text: str) -> str:
    """Return a text with one more argument, of any kind."""
    before, bracket, after = text.partition("(")
    more = draw.choice(HARM)
    named = draw.choice(["", "", "kernel_size=", "padding=", "x=", "*", "**", "__class__=", "name=", "é="])
    return f"{before}{bracket}{named}{more}, {after}" if bracket else f"{text} {more}"


def named(draw: Random, text: str) -> str:
    """Return a text that calls its names otherwise."""
    return text.replace(
        draw.choice(["nn", "layers", "x", "Conv2d", "Conv2D", "w", "tf", "self", "3", "("]),
        draw.choice(["__import__('trip')", "trip", "os", "nn.nn.nn", "ﬁ", "None", "__builtins__", "if", ""]),
    )


def lettered(draw: Random, text: str) -> str:
    """Return a text with a few letters changed."""
    letters = list(text)
    for _ in range(draw.randint(1, 4)):
        at = draw.randint(0, len(letters))
        letters[at : at + draw.choice((0, 0, 1, 1, 5))] = draw.choice(LETTERS)
    return "".join(letters)


def harmed(draw: Random, _text: str) -> str:
    """Return something quite different."""
    return wrapped(draw, draw.choice(HARM))


CHANGES: list[Callable[[Random, str], str]] = [wrapped, numbered, numbered, argued, named, lettered, harmed]


def damaged(draw: Random, text: str) -> str:
    """Return a whole text as it is, or cut off, moved in, turned around, or twice."""
    kind = draw.randint(0, 11)
    if kind == 0:
        return text[: draw.randint(0, len(text))]
    if kind == 1:
        return text[draw.randint(0, len(text)) :]
    if kind == 2:
        return "\n".join(draw.choice(("", "    ", "\t", " ")) + each for each in text.split("\n"))
    if kind == 3:
        return "\n".join(reversed(text.split("\n")))
    if kind == 4:
        return f"nn.Sequential(\n{text}\n)"
    return text


PLANES: list[Callable[[Random], int]] = [
    lambda draw: draw.randint(0, 127),
    lambda draw: draw.randint(0, 0x2FF),
    lambda draw: draw.randint(0, 0xFFFF),
    lambda draw: draw.randint(0, 0x10FFFF),
    lambda draw: ord(draw.choice(LETTERS)),
]


def many(draw: Random) -> str:
    """Return thousands of lines."""
    chosen = [line(draw) for _ in range(draw.randint(1, 4))]
    return "\n".join(draw.choice(chosen) for _ in range(draw.choice((900, 4_000, 4_999, 6_000))))


def long(draw: Random) -> str:
    """Return one line without an end."""
    piece = draw.choice([draw.choice(REAL), draw.choice(HARM), draw.choice(LETTERS)])
    between = draw.choice(["", " ", ",", "+", ".", "; ", "\\\n", "=", "**", "()", " if x else "])
    pieces = (piece + between) * (99_000 // len(piece + between))
    return draw.choice(AROUND).format(*[pieces] * 3)[:100_001]


def deep(draw: Random) -> str:
    """Return something in something in something."""
    opening, closing = draw.choice(
        [("(", ")"), ("[", "]"), ("{", "}"), ("nn.Sequential(", ")"), ("f(", ")"), ("-", ""), ("not ", ""),
         ("lambda: ", ""), ("*", ""), ("**", ""), ("f'{", "}'"), ("x if x else ", ""), ("await ", ""),
         ("a.", ""), ("if x:\n", ""), ("a(\n", ")"), ("", "()"), ("", "[0]"), ("", ")"), ("x=", "")]
    )  # fmt: skip
    count = draw.choice((30, 39, 40, 41, 90, 1_000, 20_000))
    whole = f"{opening * count}{draw.choice(REAL)}{closing * draw.choice((count, count, count - 1, 0))}"
    return whole[:100_000]


def counted(draw: Random) -> str:
    """Return thousands of names of numbers, and calls that take them."""
    shape = draw.choice(["a{} = {}", "a{} = ({}, 3, 3, 8)", "# a{} ({}, 3, 3, 8)", "a{0}: int = a{1}"])
    call = draw.choice(
        ["nn.Conv2d(a{}, 8, 3)", "tf.nn.conv2d(x, a{}, 2, 'SAME')", "F.conv2d(x, a{})", "f(a{})"]
    )
    lines = []
    for at in range(2_300):
        lines += [shape.format(at, max(at - 1, 0)), call.format(at)]
    return "\n".join(lines)[:100_000]


def growing(draw: Random) -> str:
    """Return layers that make ever larger numbers."""
    large = draw.choice(["2", "9" * 30, "10**9", "999999"])
    once = draw.choice(
        ["nn.Upsample(scale_factor={})", "layers.UpSampling2D({})", "nn.ZeroPad2d({})", "nn.CircularPad2d(9)",
         "nn.LazyConv2d({}, 1)", "nn.LazyConv2d(3, 1, stride={})", "nn.LazyConvTranspose2d(3, 3, stride={})",
         "nn.LazyConv2d(3, 3, padding={0}, dilation={0})", "layers.Conv2D({}, 1)"]
    )  # fmt: skip
    count = draw.choice((3, 60, 400))
    return "\n".join(["nn.AdaptiveAvgPool2d(1)", *[once.format(large)] * count])[:100_000]


def repeated(draw: Random) -> str:
    """Return what repeats itself without an end: loops, lists, functions and networks in each other."""
    inside = line(draw)
    count = draw.choice(("3", "99", "10**9", "n"))
    loops = [f"{'    ' * depth}for a in range({count}):" for depth in range(8)]
    return draw.choice(
        [
            "\n".join([*loops, "    " * 8 + inside]),
            "a = [nn.ReLU()]\n" + "a = a + a\n" * 60 + f"nn.Sequential(*a, {inside})",
            "a = [1]\n" + "a = [a, a]\n" * 60 + f"nn.Conv2d(a, a, a)\n{inside}",
            "a = nn.Sequential(nn.ReLU())\n" + "a = nn.Sequential(a, a)\n" * 60 + inside,
            f"a = [nn.ReLU()]\nfor b in a:\n    a.append(a)\n    a += a\n{inside}\nnn.Sequential(*a)",
            f"def f(x):\n    {inside}\n    return f(f(F.relu(x)))\nf(x)",
            f"class A(A):\n    def __init__(self):\n        self.a = [A(), A()]\n        {inside}\nA()",
        ]
    )


ENDLESS: list[Callable[[Random], str]] = [many, long, deep, counted, growing, repeated]
