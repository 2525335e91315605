def conv_bn_act(in_channels, out_channels, kernel_size, stride=1, groups=1,
                activation=nn.ReLU):
    """Return a convolution without bias, BatchNorm and `activation`, if any.

    One nn.Sequential; the padding is kernel_size // 2, so that an odd kernel
    keeps the size at stride 1.
    """
    convolution = nn.Conv2d(
        in_channels, out_channels, kernel_size, stride=stride,
        padding=kernel_size // 2, groups=groups, bias=False)
    layers = [convolution, nn.BatchNorm2d(out_channels)]
    if activation is not None:
        layers.append(activation())
    return nn.Sequential(*layers)
