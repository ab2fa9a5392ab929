"""Networks as people paste them: classes with their `forward`, loops, and what the text defines itself."""

from __future__ import annotations

from typing import Any

import pytest

from pyconv import ConvError, network_code, read_network
from pyconv.messages import LANGUAGES
from pyconv.networks import Network
from pyconv.networks.following.expressions import MOST_FOLLOWED
from pyconv.pictures.views.network.presets import PRESETS
from pyconv.translation.decoder import matching_decoder

CIFAR = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        return x


net = Net()
"""
"""The network of PyTorch's tutorial on CIFAR-10."""

MNIST = """
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(x)
        x = self.conv2(x)
        x = F.relu(x)
        x = F.max_pool2d(x, 2)
        x = self.dropout1(x)
        x = torch.flatten(x, 1)
        x = self.fc1(x)
        x = F.relu(x)
        x = self.dropout2(x)
        x = self.fc2(x)
        output = F.log_softmax(x, dim=1)
        return output
"""
"""The network of PyTorch's example on MNIST."""

ALEXNET = """
class AlexNet(nn.Module):
    def __init__(self, num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(64, 192, kernel_size=5, padding=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(192, 384, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(p=dropout),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(p=dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.features(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        x = self.classifier(x)
        return x
"""

VGG = """
class VGG(nn.Module):
    def __init__(self, features: nn.Module, num_classes: int = 1000, init_weights: bool = True) -> None:
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(True), nn.Dropout(),
            nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(),
            nn.Linear(4096, num_classes),
        )
        if init_weights:
            for m in self.modules():
                if isinstance(m, nn.Conv2d):
                    nn.init.kaiming_normal_(m.weight)

    def forward(self, x):
        x = self.features(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)


def make_layers(cfg, batch_norm: bool = False) -> nn.Sequential:
    layers: List[nn.Module] = []
    in_channels = 3
    for v in cfg:
        if v == "M":
            layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
        else:
            v = cast(int, v)
            conv2d = nn.Conv2d(in_channels, v, kernel_size=3, padding=1)
            if batch_norm:
                layers += [conv2d, nn.BatchNorm2d(v), nn.ReLU(inplace=True)]
            else:
                layers += [conv2d, nn.ReLU(inplace=True)]
            in_channels = v
    return nn.Sequential(*layers)


cfgs = {
    "A": [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
    "D": [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"],
}
"""

RESNET = """
class BasicBlock(nn.Module):
    expansion: int = 1

    def __init__(self, inplanes, planes, stride=1, downsample=None, norm_layer=None):
        super().__init__()
        if norm_layer is None:
            norm_layer = nn.BatchNorm2d
        self.conv1 = conv3x3(inplanes, planes, stride)
        self.bn1 = norm_layer(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(planes, planes)
        self.bn2 = norm_layer(planes)
        self.downsample = downsample

    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return self.relu(out)


def conv3x3(before, after, stride=1):
    return nn.Conv2d(before, after, kernel_size=3, stride=stride, padding=1, bias=False)


class ResNet(nn.Module):
    def __init__(self, block, layers, num_classes=1000):
        super().__init__()
        self.inplanes = 64
        self.conv1 = nn.Conv2d(3, self.inplanes, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(self.inplanes)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = self._make_layer(block, 64, layers[0])
        self.layer2 = self._make_layer(block, 128, layers[1], stride=2)
        self.layer3 = self._make_layer(block, 256, layers[2], stride=2)
        self.layer4 = self._make_layer(block, 512, layers[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512 * block.expansion, num_classes)

    def _make_layer(self, block, planes, blocks, stride=1):
        downsample = None
        if stride != 1 or self.inplanes != planes * block.expansion:
            downsample = nn.Sequential(
                nn.Conv2d(self.inplanes, planes * block.expansion, 1, stride, bias=False),
                nn.BatchNorm2d(planes * block.expansion),
            )
        layers = []
        layers.append(block(self.inplanes, planes, stride, downsample))
        self.inplanes = planes * block.expansion
        for _ in range(1, blocks):
            layers.append(block(self.inplanes, planes))
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))
"""

UNET = """
class DoubleConv(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.both = nn.Sequential(
            nn.Conv2d(before, after, 3, padding=1), nn.ReLU(),
            nn.Conv2d(after, after, 3, padding=1), nn.ReLU(),
        )

    def forward(self, x):
        return self.both(x)


class Up(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.up = nn.ConvTranspose2d(before, before // 2, 2, stride=2)
        self.conv = DoubleConv(before, after)

    def forward(self, x1, x2):
        x1 = self.up(x1)
        more = x2.size()[2] - x1.size()[2]
        return self.conv(torch.cat([x2, x1], dim=1))


class UNet(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.inc = DoubleConv(channels, 64)
        self.down1 = nn.Sequential(nn.MaxPool2d(2), DoubleConv(64, 128))
        self.down2 = nn.Sequential(nn.MaxPool2d(2), DoubleConv(128, 256))
        self.up1 = Up(256, 128)
        self.up2 = Up(128, 64)
        self.out = nn.Conv2d(64, classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x3 = self.down2(x2)
        x = self.up1(x3, x2)
        x = self.up2(x, x1)
        return self.out(x)


net = UNet(channels=3, classes=2)
"""


def names(network: Network) -> list[str]:
    return [row.name for row in network.rows]


def unknown(network: Network) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in network.unknown]


@pytest.mark.parametrize(
    "flatten",
    [
        "torch.flatten(x, 1)", "x.flatten(1)", "x.view(x.size(0), -1)", "x.view(-1, 16 * 5 * 5)",
        "x.view(-1, self.num_flat_features(x))", "x.reshape(x.shape[0], -1)", "torch.reshape(x, (-1, 400))",
        "nn.Flatten()(x)", "torch.flatten(input=x, start_dim=1)",
    ],
)  # fmt: skip
def test_the_tutorial_on_cifar_goes_through_its_one_pooling_twice(flatten: str) -> None:
    network = read_network(CIFAR.replace("torch.flatten(x, 1)", flatten), (3, 32, 32))
    assert network.unknown == ()
    assert names(network) == [
        "Conv2d", "ReLU", "MaxPool2d", "Conv2d", "ReLU", "MaxPool2d", "Flatten", "Linear", "ReLU", "Linear",
        "ReLU", "Linear",
    ]  # fmt: skip
    # 32 - 4 = 28, half of it 14, 14 - 4 = 10, half of it 5: 16 · 5 · 5 numbers.
    assert [network.rows[place].output_shape for place in (2, 5, 6)] == [(6, 14, 14), (16, 5, 5), (400,)]
    weights = 3 * 6 * 25 + 6 + 6 * 16 * 25 + 16 + 400 * 120 + 120 + 120 * 84 + 84 + 84 * 10 + 10
    products = 28**2 * 3 * 6 * 25 + 10**2 * 6 * 16 * 25 + 400 * 120 + 120 * 84 + 84 * 10
    assert (network.parameters, network.multiplications) == (weights, products) == (62_006, 651_720)
    assert [row.line for row in network.rows[:3]] == [5, 13, 6]


def test_a_view_that_no_map_has_is_refused() -> None:
    with pytest.raises(ConvError, match="line 15: 400 cells have no shape 480"):
        read_network(CIFAR.replace("torch.flatten(x, 1)", "x.view(-1, 16 * 5 * 6)"), (3, 32, 32))


def test_the_example_on_mnist() -> None:
    network = read_network(MNIST, (1, 28, 28))
    assert network.unknown == ()
    assert network.rows[6].output_shape == (64 * 12 * 12,) == (9216,)
    # 1 199 882 is what PyTorch counts.
    assert network.parameters == 320 + 18_496 + 9216 * 128 + 128 + 1290 == 1_199_882
    assert names(network)[-1] == "LogSoftmax"


def test_alexnet_and_vgg_as_torchvision_writes_them() -> None:
    network = read_network(ALEXNET, (3, 224, 224))
    assert (network.parameters, network.unknown, network.output_shape) == (61_100_840, (), (1000,))
    assert names(network)[14] == "Flatten"
    vgg = read_network(f"{VGG}model = VGG(make_layers(cfgs['D']))\n", (3, 224, 224))
    assert (vgg.parameters, vgg.multiplications, vgg.unknown) == (138_357_544, 15_470_264_320, ())
    normed = read_network(f"{VGG}model = VGG(make_layers(cfgs['A'], batch_norm=True))\n", (3, 224, 224))
    # torchvision's vgg11_bn.
    assert normed.parameters == 132_868_840


def test_a_refusal_says_what_before_it_was_not_understood() -> None:
    with pytest.raises(ConvError) as caught:
        read_network(VGG, (3, 224, 224))
    assert (caught.value.reason, caught.value.numbers["found"]) == ("number-differs", 3 * 7 * 7)
    assert caught.value.numbers["skipped"] == "18"
    assert str(caught.value).startswith("line 8: ")
    assert "not understood before it: line 18" in str(caught.value)
    for language in LANGUAGES:
        assert "18" in caught.value.message(language)


def test_a_residual_network_goes_on_along_its_blocks_and_names_the_sums() -> None:
    text = f"{RESNET}model = ResNet(BasicBlock, [2, 2, 2, 2])\n"
    network = read_network(text, (3, 224, 224))
    assert unknown(network) == [(21, "self.downsample(x)"), (22, "out += identity")]
    assert [row.output_shape for row in network.rows if row.name == "AdaptiveAvgPool2d"] == [(512, 1, 1)]
    # torchvision counts 11 689 512, of which these lie on the paths past the blocks.
    beside = sum(a * b + 2 * b for a, b in ((64, 128), (128, 256), (256, 512)))
    assert network.parameters == 11_689_512 - beside
    assert names(network).count("Conv2d") == 17


def test_a_class_alone_names_what_it_is_not_given() -> None:
    network = read_network(RESNET[RESNET.index("class ResNet") :], (3, 224, 224))
    assert [row.line for row in network.rows] == [5, 6, 7, 8, 13, 33]
    assert (14, "nn.Linear(512 * block.expansion, num_classes)") in unknown(network)
    assert any(line == 24 and "block(" in text for line, text in unknown(network))


def test_u_net_reads_the_map_that_it_says() -> None:
    network = read_network(UNET, (3, 64, 64))
    assert network.unknown == ()
    assert [row.output_shape for row in network.rows if row.name == "cat"] == [(256, 32, 32), (128, 64, 64)]
    assert [row.joins.row for row in network.rows if row.joins] == [9, 4]

    def both(before: int, after: int) -> int:
        return 9 * before * after + after + 9 * after * after + after

    down = both(3, 64) + both(64, 128) + both(128, 256)
    up = sum(4 * a * a // 2 + a // 2 + both(a, a // 2) for a in (256, 128))
    assert network.parameters == down + up + 64 * 2 + 2
    # Another map than the one that waits at this level is none that could be told.
    other = UNET.replace("self.up1(x3, x2)", "self.up1(x3, x1)")
    assert unknown(read_network(other, (3, 64, 64))) == [(23, "torch.cat([x2, x1], dim=1)")]


READ = """\
self.add_module("conv", nn.Conv2d(3, 8, 1))
=> Conv2d -> 8 × 32 × 32
---
self.layers.append(nn.Conv2d(3, 8, 3))
=> Conv2d -> 8 × 30 × 30
---
self.model.add(Conv2D(8, (3, 3)))
=> Conv2D -> 8 × 30 × 30
---
class A:
    def make(self):
        self.model = Sequential()
        self.model.add(Conv2D(8, 3))
        self.model.add(Flatten())
=> Conv2D, Flatten -> 7200
---
class Net(nn.Module):
    def __init__(self):
        self.add_module("conv", nn.Conv2d(3, 8, 1))
    def forward(self, x):
        return self.conv(x)
=> Conv2d -> 8 × 32 × 32
---
class Net(nn.Module):
    def __init__(self):
        setattr(self, f"c{1}", nn.Conv2d(3, 8, 1))
    def forward(self, x):
        return self.c1(x)
=> Conv2d -> 8 × 32 × 32
---
nn.Sequential(*[nn.Conv2d(3, 8, 3), nn.ReLU()], nn.Conv2d(8, 4, 3))
=> Conv2d, ReLU, Conv2d -> 4 × 28 × 28
---
nn.Sequential(OrderedDict({"a": nn.Conv2d(3, 8, 3), "b": nn.ReLU()}))
=> Conv2d, ReLU -> 8 × 30 × 30
---
nn.ModuleDict({"a": nn.Conv2d(3, 8, 3)})
=> Conv2d -> 8 × 30 × 30
---
nn.Sequential(*[nn.Conv2d(3, 3, 3) for _ in range(4)])
=> Conv2d, Conv2d, Conv2d, Conv2d -> 3 × 24 × 24
---
nn.Sequential(*(nn.Conv2d(3, 3, k) for k in [1, 3, 5] if k > 1))
=> Conv2d, Conv2d -> 3 × 26 × 26
---
layers = []
for i in range(3):
    layers.append(nn.Conv2d(3, 3, 3))
net = nn.Sequential(*layers)
=> Conv2d, Conv2d, Conv2d -> 3 × 26 × 26
---
net = nn.Sequential(*([nn.Conv2d(3, 3, 3)] + [nn.ReLU()]))
=> Conv2d, ReLU -> 3 × 30 × 30
---
net = nn.Sequential()
net.insert(0, nn.ReLU())
net.insert(0, nn.Conv2d(3, 3, 3))
=> Conv2d, ReLU -> 3 × 30 × 30
---
layers = nn.ModuleList()
layers.extend([nn.ReLU(), nn.ReLU()])
=> ReLU, ReLU -> 3 × 32 × 32
---
parts = nn.ModuleDict()
parts['a'] = nn.ReLU()
=> ReLU -> 3 × 32 × 32
---
self.parts['a'] = nn.ReLU()
=> ReLU -> 3 × 32 × 32
---
layers += [nn.ReLU()]
=> ReLU -> 3 × 32 × 32
---
a = nn.Sequential(nn.Conv2d(3, 8, 3))
b = nn.Sequential(nn.Linear(8, 10))
net = nn.Sequential(a, nn.AdaptiveAvgPool2d(1), nn.Flatten(), b).to(device)
print(net)
summary(net, (3, 32, 32))
=> Conv2d, AdaptiveAvgPool2d, Flatten, Linear -> 10
---
inputs = keras.Input((32, 32, 3))
conv = layers.Conv2D(8, 3)
x = conv(inputs)
x = layers.Flatten()(x)
model = keras.Model(inputs, layers.Dense(2)(x))
model.summary()
=> Conv2D, Flatten, Dense -> 2
---
x = layers.Conv2D(8, 3)(keras.Input((32, 32, 3)))
x = tf.nn.relu(x)
x = keras.activations.gelu(x)
=> Conv2D, ReLU, Activation -> 8 × 30 × 30
---
pool = nn.MaxPool2d(2)
x = pool(pool(x))
=> MaxPool2d, MaxPool2d -> 3 × 8 × 8
---
net = nn.Sequential(nn.ReLU())
x = torch.zeros
y = net(x)
=> ReLU -> 3 × 32 × 32
---
net = nn.Sequential(nn.ReLU())
y = net.forward(x)
=> ReLU -> 3 × 32 × 32
---
class Block(nn.Sequential):
    def __init__(self, a, b, k=3):
        super().__init__(nn.Conv2d(a, b, k, padding=k // 2), nn.ReLU())
class Net(nn.Module):
    def __init__(self):
        self.blocks = nn.ModuleList([Block(3, 8), Block(8, 4, k=5)])
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
=> Conv2d, ReLU, Conv2d, ReLU -> 4 × 32 × 32
---
class M(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(8, 3)
    def build(self, shape):
        self.pool = layers.MaxPooling2D()
    def call(self, x, training=False):
        if training:
            x = foo(x)
        return self.pool(self.pool(self.conv(x)))
=> Conv2D, MaxPooling2D, MaxPooling2D -> 8 × 7 × 7
---
class Base(nn.Module):
    width = 8
    def __init__(self, k):
        self.conv = nn.Conv2d(3, self.width, k)
    def forward(self, x):
        return self.after(self.conv(x))
class Net(Base):
    def __init__(self):
        super().__init__(k=5)
    def after(self, x):
        return F.relu(x)
=> Conv2d, ReLU -> 8 × 28 × 28
---
class Base(nn.Module):
    def forward(self, x):
        return F.relu(x)
class Net(Base):
    def forward(self, x):
        return F.max_pool2d(super().forward(x), 2)
=> ReLU, MaxPool2d -> 3 × 16 × 16
---
def block(x, f, *more, act=nn.ReLU, **named):
    x = layers.Conv2D(f, 3)(x)
    return act()(x)
x = block(block(x, 8), f=4)
=> Conv2D, ReLU, Conv2D, ReLU -> 4 × 28 × 28
---
def seq(*parts):
    return nn.Sequential(*parts)
net = seq(nn.Conv2d(3, 8, 3), *[nn.ReLU()])
=> Conv2d, ReLU -> 8 × 30 × 30
---
def model():
    return nn.Sequential(nn.ReLU())
=> ReLU -> 3 × 32 × 32
---
def net(x, /, *, k=3):
    for k in (3, 5):
        if k == 5:
            return x
        x = nn.Conv2d(3, 3, k)(x)
net(x)
=> Conv2d -> 3 × 30 × 30
---
def main():
    net = nn.ReLU()
if __name__ == '__main__':
    main()
=> ReLU -> 3 × 32 × 32
---
def __init__(self):
    self.pool = nn.MaxPool2d(2)
def forward(self, x):
    return self.pool(self.pool(x))
=> MaxPool2d, MaxPool2d -> 3 × 8 × 8
---
class Net:
    def __init__(self):
        self.pool = nn.MaxPool2d(2)
  broken
    def forward(self, x):
        x = self.pool(self.pool(x))
=> MaxPool2d, MaxPool2d -> 3 × 8 × 8
---
class Net(nn.Module):
    def __init__(self):
        self.c = nn.ModuleList([nn.Conv2d(3, 3, 3) for _ in range(3)])
    def forward(self, x):
        for i in range(len(self.c)):
            x = self.c[i](x)
        return x
=> Conv2d, Conv2d, Conv2d -> 3 × 26 × 26
---
class Net(nn.Module):
    def __init__(self):
        self.c = [nn.Conv2d(3, 3, 3), nn.ReLU()]
    def forward(self, x):
        for i, c in enumerate(self.c):
            if i == 1:
                break
            x = c(x)
        else:
            x = F.relu(x)
        for a, b in zip(self.c, reversed(self.c)):
            if a is not None:
                continue
        return self.c[-1](x)
=> Conv2d, ReLU -> 3 × 30 × 30
---
from torch.nn.functional import relu
import torch.nn.functional as fn
x = fn.max_pool2d(relu(x), 2, 2, 0, 1, True)
=> ReLU, MaxPool2d -> 3 × 16 × 16
---
norm = nn.BatchNorm2d
net = nn.Sequential(norm(3))
=> BatchNorm2d -> 3 × 32 × 32
---
x = F.dropout(x, 0.5, self.training)
x = F.interpolate(x, scale_factor=2)
x = F.pad(x, (1, 1, 2, 0))
x = F.pad(x, [1, 1, 1, 1], 'reflect')
=> Dropout, Upsample, ZeroPad2d, ReflectionPad2d -> 3 × 68 × 68
---
x = torch.relu_(x)
x = x.tanh().contiguous().to(device)
x = -3 + x * 2
=> ReLU, Tanh -> 3 × 32 × 32
---
x = F.adaptive_avg_pool2d(x, 1).flatten(1)
x = x.view(-1, 3, 1)
=> AdaptiveAvgPool2d, Flatten, Unflatten -> 3 × 1
---
return nn.ReLU()
=> ReLU -> 3 × 32 × 32
---
a, *b = nn.ReLU(), 3
x[0] += nn.Tanh()
=> ReLU, Tanh -> 3 × 32 × 32
---
net = nn.Sequential(nn.ReLU() if 3 > 2 else nn.Tanh())
for part in net.children():
    x = part(x)
=> ReLU -> 3 × 32 × 32
---
for a in range(len([1, 2])):
    nn.ReLU()
=> ReLU, ReLU -> 3 × 32 × 32
---
a = [keras.Input((32, 32, 3))]
x = layers.Conv2D(4, 3)(a[0])
x = layers.Conv2D(4, 3)(x)
=> Conv2D, Conv2D -> 4 × 28 × 28
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.ReLU()
        self.b = None
    def forward(self, x):
        if not self.a:
            return x
        y = x.shape.numel()
        if not self.b or big:
            y = 3
        return self.a(x)
=> ReLU -> 3 × 32 × 32
---
class A(nn.Module):
    n = foo
    def __init__(self):
        self.a = nn.ReLU()
class B(nn.Module):
    def __init__(self):
        self.a = A()
    def forward(self, x):
        return self.a.a(x)
=> ReLU -> 3 × 32 × 32
---
>>> net = nn.Sequential(
...     nn.Conv2d(3, 8, 3),
...     nn.ReLU())
=> Conv2d, ReLU -> 8 × 30 × 30
---
  >>> nn.ReLU()
  ReLU()
=> ReLU, ReLU -> 3 × 32 × 32
"""
"""Texts, the layers that are read of them for 3 × 32 × 32, and what is named."""

NAMED = """\
self.layer1 = self._make_layer(BasicBlock, 64, 2, stride=1)
?? 1: self._make_layer(BasicBlock, 64, 2, stride=1)
---
nn.Sequential(
  nn.ReLU(),
  ...,
  nn.ReLU())
?? 3: ...
---
nn.ReLU()
...
?? 2: ...
---
x = self.act(nn.Conv2d(3, 8, 3)(x))
?? 1: self.act(nn.Conv2d(3, 8, 3)(x))
---
ch = 64
ch = cfg.ch
nn.Conv2d(3, ch, 3)
?? 3: nn.Conv2d(3, ch, 3)
---
ch = 64
for i in things:
    ch = i
nn.Conv2d(3, ch, 3)
?? 2: for i in things: ch = i
?? 4: nn.Conv2d(3, ch, 3)
---
ch = 64
if big:
    ch = 3
nn.Conv2d(3, ch, 3)
?? 2: if big: ch = 3
?? 4: nn.Conv2d(3, ch, 3)
---
ch = 64
ch *= factor
nn.Conv2d(3, ch, 3)
?? 3: nn.Conv2d(3, ch, 3)
---
ch = 64
class A:
    def __init__(self, ch):
        self.c = nn.Conv2d(3, ch, 3)
?? 4: nn.Conv2d(3, ch, 3)
---
nn.BatchNorm2d(3, affine=flag)
?? 1: nn.BatchNorm2d(3, affine=flag)
---
nn.Sequential(*[nn.ReLU() for _ in range(1000000000000000000)])
?? 1: *[nn.ReLU() for _ in range(1000000000000000000)]
---
nn.Sequential(*[nn.ReLU() for _ in range(n)], norm, *more)
?? 1: *[nn.ReLU() for _ in range(n)]
?? 1: *more
?? 1: norm
---
nn.Sequential(*[nn.ReLU() for a in [1] for b in [1]])
?? 1: *[nn.ReLU() for a in [1] for b in [1]]
---
nn.Sequential(*[nn.ReLU() for a in [1] if big])
?? 1: *[nn.ReLU() for a in [1] if big]
---
sizes = []
sizes.append(3)
for s in sizes:
    nn.Conv2d(3, s, 3)
?? 2: sizes.append(3)
?? 3: for s in sizes: nn.Conv2d(3, s, 3)
---
while big:
    x = 3
nn.ReLU(x)
?? 1: while big: x = 3
---
for k in range(0, 9, 0):
    nn.ReLU()
?? 1: for k in range(0, 9, 0): nn.ReLU()
---
for a, b in zip(things, [1]):
    nn.ReLU()
?? 1: for a, b in zip(things, [1]): nn.ReLU()
---
x = nn.ReLU() if big else nn.Tanh()
?? 1: nn.ReLU() if big else nn.Tanh()
---
self.shortcut = nn.Sequential(nn.Conv2d(3, 8, 1, stride=2))
?? 1: nn.Sequential(nn.Conv2d(3, 8, 1, stride=2))
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.Conv2d(3, 3, 1)
        self.b = nn.Conv2d(3, 3, 1)
    def forward(self, x):
        y = self.a(x)
        z = self.b(x)
        return y + z
?? 7: self.b(x)
?? 8: y + z
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.ReLU()
        self.b = nn.ReLU()
    def forward(self, x):
        return self.a(x)
?? 4: nn.ReLU()
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.ReLU()
        foo(3)
    def forward(self, x):
        if self.training:
            x = F.dropout(x)
        return self.a(foo(x)[:, 0])
?? 4: foo(3)
?? 6: if self.training: x = F.dropout(x)
?? 8: foo(x)[:, 0]
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.ReLU()
    def forward(self, x):
        y = F.relu(x)
        z = x.relu()
        y = F.relu(x)
        w = x.permute(0, 2, 1)
        return torch.cat([y, z], 1)
?? 3: nn.ReLU()
?? 6: x.relu()
?? 7: F.relu(x)
?? 8: x.permute(0, 2, 1)
?? 9: torch.cat([y, z], 1)
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.ModuleList([nn.ReLU(), nn.Tanh()])
    def forward(self, x):
        return self.a[0](x)
?? 3: nn.Tanh()
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.ReLU()
    def forward(self, x):
        y = self.a(x)
        return torch.cat([y, y])
?? 6: torch.cat([y, y])
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.ReLU()
    def forward(self, x):
        y = self.a(x)
        return torch.cat([x, y], dim=d)
?? 6: torch.cat([x, y], dim=d)
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.LSTM(3, 3)
    def forward(self, x):
        x, _ = self.a(x)
        return F.one_hot(x)
?? 3: nn.LSTM(3, 3)
?? 6: F.one_hot(x)
---
class Net(nn.Module):
    def __init__(self):
        self.a = nn.ReLU()
    def forward(self, x):
        y = self.a(x)
        if big:
            z, x = x, y
        return torch.cat([y, x], 1)
?? 6: if big: z, x = x, y
?? 8: torch.cat([y, x], 1)
---
x = torch.flatten(x)
x = x.view(-1)
x = F.pad(x, sides)
x = F.pad(x, (1, 2, 3))
x = F.pad(x, (1, 2), 'odd')
x = F.relu(*x)
x = x.view(*sizes)
?? 1: torch.flatten(x)
?? 2: x.view(-1)
?? 3: F.pad(x, sides)
?? 4: F.pad(x, (1, 2, 3))
?? 5: F.pad(x, (1, 2), 'odd')
?? 6: F.relu(*x)
?? 7: x.view(*sizes)
---
def again(x):
    return again(F.relu(x))
again(x)
?? 2: again(F.relu(x))
---
class A(A):
    def forward(self, x):
        return self.missing(x)
?? 3: self.missing(x)
---
class A(nn.Module):
    def __init__(self):
        self.a = A()
    def forward(self, x):
        return self.a(x)
?? 3: A()
---
a = nn.Sequential()
a.append(a)
?? 2: a
---
class A(nn.Module):
    def __init__(self):
        setattr(self, n, nn.ReLU())
?? 3: setattr(self, n, nn.ReLU())
---
y.view(*sizes)
y.view(-1)
?? 1: y.view(*sizes)
?? 2: y.view(-1)
---
super().forward(x)
?? 1: super().forward(x)
---
x = nn.ReLU()(x)
x = y.clone
lambda: 1
3 < x
?? 3: lambda: 1
?? 4: 3 < x
"""
"""Texts, and what of them is named with its line."""


def cases(table: str) -> list[str]:
    return table.rstrip("\n").split("\n---\n")


def told(case: str) -> tuple[str, list[tuple[int, str]]]:
    """Return a text without what is said of it, and what of it is to be named."""
    lines = case.split("\n")
    named = [line[3:].partition(": ") for line in lines if line.startswith("?? ")]
    text = "\n".join(line for line in lines if not line.startswith(("?? ", "=> ")))
    return text, [(int(line), part) for line, _, part in named]


@pytest.mark.parametrize("case", cases(READ))
def test_what_is_read(case: str) -> None:
    text, named = told(case)
    network = read_network(text, (3, 32, 32))
    made = " × ".join(map(str, network.output_shape))
    assert f"\n=> {', '.join(names(network))} -> {made}" in case
    assert unknown(network) == named


def test_padding_of_a_signal() -> None:
    network = read_network("x = F.pad(x, (1, 1), value=3)\nx = F.pad(x, (2, 0), 'constant', 0)", (3, 9))
    assert [row.name for row in network.rows] == ["ConstantPad1d", "ConstantPad1d"]
    assert network.output_shape == (3, 13)


@pytest.mark.parametrize("case", cases(NAMED))
def test_what_is_named(case: str) -> None:
    text, named = told(case)
    assert unknown(read_network(text, (3, 32, 32))) == named


def test_numbers_change_where_the_text_changes_them() -> None:
    text = "ch = 64\nnn.Conv2d(3, ch, 3)\nch *= 2\nnn.Conv2d(64, ch, 3)\np = 0\np += 1\n"
    text += "nn.Conv2d(ch, 5, 3, padding=p)"
    network = read_network(text, (3, 9, 9))
    assert [row.output_shape for row in network.rows] == [(64, 7, 7), (128, 5, 5), (5, 5, 5)]
    assert network.unknown == ()


@pytest.mark.parametrize(
    ("before", "number", "found"),
    [
        ("", "2 ** 3", 8), ("", "int(17 / 2)", 8), ("", "max(8, 4)", 8), ("a = b = 8", "a", 8),
        ("channels = [4, 8]", "channels[1]", 8), ("channels = [4, 8]", "channels[-1]", 8),
        ("sizes = {'a': 8}", "sizes['a']", 8), ("a, (b, c) = 1, (2, 8)", "c", 8), ("a: int = 8", "a", 8),
        ("self.ch = 8", "self.ch", 8), ("cfg.ch = 8", "cfg.ch", 8), ("a = [2] * 3 + [8]", "a[3]", 8),
        ("a = 17 % 9", "a", 8), ("a = 8 if 3 > 2 else 4", "a", 8), ("a = not 3 and 4 or 8", "a", 8),
        ("a = 8 if None is not None or 2 in (1, 2) else 4", "a", 8), ("a = sum([3, 5])", "a", 8),
        ("n = 3\nn = n + 5", "n", 8), ("a = 4; a <<= 1", "a", None), ("", "8 if big else 4", None),
        ("", "[1][1]", None), ("", "{'a': 8}[[]]", None), ("", "{**a}['b']", None), ("", "abs(1, 2)", None),
        ("", "1 < 2 < 3", None), ("", "1 < 'a'", None), ("", "3[0]", None), ("", "2 ** 65", None),
        ("", "2 ** -1", None),
        ("", "0.5 ** 0.5", None), ("", "int('8')", 8), ("", "int('a')", None), ("", "int(f'{8}')", 8),
        ("", "f'{8:d}'", None), ("", "-big", None), ("", "~8", None), ("", "8 & 8", None),
        ("", "len(8)", None),
        ("a = [1] * 2000", "a[0]", None), ("a = [1] * 900\nb = [a] * 900", "b[0][0]", None),
        ("", "{(): 8}[8]", None),
        ("a = [1] * 900", "(a + a)[0]", None), ("a = 'ab' * 2", "a", None), ("", "sum([2 ** 62] * 3)", None),
        ("a = f\"{'a' * 2}\"", "a", None), ("", "8 is 8 == 8", None),
        ("a = {'b': 8}\nc = 'b'", "a[f'{c}']", 8),
    ],
)  # fmt: skip
def test_numbers_that_are_reckoned(before: str, number: str, found: int | None) -> None:
    network = read_network(f"{before}\nnn.Conv2d(3, {number}, 3)", (3, 9, 9))
    assert [row.output_shape for row in network.rows] == ([] if found is None else [(found, 7, 7)])


def test_a_parameter_hides_a_name_of_the_text() -> None:
    text = "ch = 64\nclass A:\n    def __init__(self, ch=32):\n        self.c = nn.Conv2d(3, ch, 3)\n"
    assert read_network(text, (3, 9, 9)).output_shape == (32, 7, 7)
    assert read_network(text.replace("ch=32", "ch") + "A(16)", (3, 9, 9)).output_shape == (16, 7, 7)
    only = text.replace("self, ch=32", "self, *, ch=32")
    assert read_network(only, (3, 9, 9)).output_shape == (32, 7, 7)
    assert read_network(only + "A(ch=8)", (3, 9, 9)).output_shape == (8, 7, 7)
    assert unknown(read_network(text.replace("self, ch=32", "self, *, ch"), (3, 9, 9)))[0][0] == 4
    several = text.replace("ch=32", "*ch").replace("3, ch", "3, ch[0]")
    assert unknown(read_network(several, (3, 9, 9)))[0][0] == 4


PRINTED = """Net(
  (conv1): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))
  (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (fc1): Linear(in_features=1176, out_features=120, bias=True)
)"""


def test_what_pytorch_prints_is_flattened_where_a_dense_layer_takes_all_of_it() -> None:
    network = read_network(PRINTED, (3, 32, 32))
    assert [row.flattened for row in network.rows] == [False, False, True]
    assert network.output_shape == (120,)
    assert network.rows[-1].parameters == 1176 * 120 + 120
    text = network_code(network, "pytorch").text
    assert "nn.Flatten(),\n    nn.Linear(in_features=1176" in text
    again = read_network(text, (3, 32, 32))
    assert (again.output_shape, again.multiplications) == (network.output_shape, network.multiplications)
    back = read_network(matching_decoder(network).text, (120,))
    assert back.output_shape == (3, 32, 32)
    with pytest.raises(ConvError, match=r"1177, but what comes before is 6×14×14, .* it would have 1176"):
        read_network(PRINTED.replace("1176", "1177"), (3, 32, 32))


def test_printed_lines_that_python_takes_for_types_are_layers() -> None:
    network = read_network("(pool): MaxPool2d(kernel_size=2)\n(act): ReLU()\nsize: int(3)", (3, 9, 9))
    assert names(network) == ["MaxPool2d", "ReLU"]
    assert network.output_shape == (3, 4, 4)


def test_where_code_lacks_a_flatten_the_refusal_says_so() -> None:
    with pytest.raises(ConvError) as caught:
        read_network("nn.AdaptiveAvgPool2d((1, 1))\nnn.Linear(512, 1000)", (512, 7, 7))
    assert caught.value.reason == "flatten-missing"
    for language in LANGUAGES:
        said = caught.value.message(language)
        assert "512×1×1" in said
        assert "nn.Flatten()" in said


def test_a_printed_path_past_a_block_is_named_and_not_read() -> None:
    text = """ResNet(
  (layer2): Sequential(
    (0): BasicBlock(
      (conv1): Conv2d(64, 128, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
      (downsample): Sequential(
        (0): Conv2d(64, 128, kernel_size=(1, 1), stride=(2, 2), bias=False)
        (1): BatchNorm2d(128, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      )
    )
  )
  (avgpool): AdaptiveAvgPool2d(output_size=(1, 1))
  (fc): Linear(in_features=128, out_features=1000, bias=True)
)"""
    network = read_network(text, (64, 8, 8))
    assert unknown(network) == [(5, "(downsample): Sequential(")]
    assert [row.line for row in network.rows] == [4, 11, 12]
    # One whose end is not there is read line by line.
    cut = read_network("\n".join(text.split("\n")[4:6]), (64, 8, 8))
    assert [row.line for row in cut.rows] == [2]


@pytest.mark.parametrize(
    ("line", "parameters"),
    [
        ("layers.Conv2D(8, 3, input_shape=x_train.shape[1:])", 9 * 24 + 8),
        ("keras.Input(shape=x_train.shape[1:])\nlayers.Dense(2)", 8),
        ("layers.Rescaling(1. / 255, input_shape=(h, w, 3))", 0),
        ("layers.Dropout(rate)", 0),
        ("nn.Dropout(p=dropout)", 0),
        ("nn.Dropout(dropout)", 0),
        ("nn.BatchNorm2d(3, momentum=1 / 10)", 6),
        ("nn.BatchNorm2d(3, eps, momentum)", 6),
        ("nn.BatchNorm2d(3, eps, 0.1, False)", 0),
        ("layers.BatchNormalization(momentum=rate)", 12),
        ("nn.Conv2d(3, 8, 3, bias=None)", 9 * 24),
        ("nn.Flatten()\nnn.Linear(243, 2, bias=None)", 486),
        ('nn.ConstantPad2d((1, 1, 0, 1), float("-inf"))', 0),
        ("nn.ConstantPad2d((1, 1, 0, 1), filled)", 0),
    ],
)
def test_arguments_that_change_nothing_need_not_be_read(line: str, parameters: int) -> None:
    network = read_network(line, (3, 9, 9))
    assert (network.parameters, network.unknown) == (parameters, ())
    assert network.rows


@pytest.mark.parametrize("name", PRESETS)
def test_the_code_of_a_network_is_read_as_the_network(name: str) -> None:
    network = read_network(PRESETS[name].text, PRESETS[name].input_shape)
    again = read_network(network_code(network, network.framework).text, network.input_shape)
    assert again.unknown == ()
    assert (again.output_shape, again.parameters, again.multiplications) == (
        network.output_shape,
        network.parameters,
        network.multiplications,
    )


def test_crops_of_copies_are_found_out_and_not_read() -> None:
    text = """x = keras.Input((32, 32, 3))
a = layers.Conv2D(4, 3)(x)
b = layers.MaxPooling2D()(a)
b = layers.Conv2D(4, 3)(b)
b = layers.UpSampling2D()(b)
c = layers.Cropping2D(2)(a)
d = layers.concatenate([b, {}])
"""
    for copy in ("c", "a", "layers.Cropping2D(2)(a)", "layers.Cropping2D(2)(other)", "a[:, 2:-2, 2:-2]"):
        network = read_network(text.format(copy), (3, 32, 32))
        assert network.unknown == ()
        assert network.output_shape == (8, 26, 26)


HOSTILE: list[tuple[str, Any]] = [
    ("loops", "for a in range(10**9):\n" + "    nn.ReLU()\n"),
    ("nested", "\n".join(["    " * depth + "for a in range(99):" for depth in range(9)] + [" " * 36 + "f"])),
    ("doubling", "a = nn.Sequential(nn.ReLU())\n" + "a = nn.Sequential(a, a)\n" * 60),
    ("recursion", "def f(x):\n    f(f(F.relu(x)))\nf(x)"),
    ("classes", "class N:\n    def __init__(self):\n        self.a = [N(), N()]\n    call = 3\n"),
    ("lists", "a = [nn.ReLU()]\n" + "a = a + a\n" * 60),
    ("numbers", "a = [1]\n" + "a = [a, a]\n" * 60 + "nn.Conv2d(a, a, a)"),
    ("texts", "a = 'aaaaaaaaaa'\n" + "a = f'{a}{a}'\n" * 60 + "nn.Conv2d(a, a, a)"),
    ("adding", "a = [nn.ReLU()]\nfor b in a:\n    a.append(b)\n    a += a\nnet = nn.Sequential(*a)"),
    ("rounding", "nn.Conv2d(3, round(1, -10**9), 3)"),
]  # fmt: skip


@pytest.mark.parametrize("text", [text for _, text in HOSTILE], ids=[name for name, _ in HOSTILE])
def test_what_repeats_without_end_is_cut_off_and_named(text: str) -> None:
    network = read_network(text, (3, 9, 9))
    assert network.unknown
    assert len(network.rows) <= 2 * MOST_FOLLOWED
