# %% [markdown]
# # Give photographs to a network
#
# Write the function that stands between a folder of photographs and an
# `nn.Conv2d`. `photos` is a list of NumPy arrays of one size, each (H, W, 3),
# bytes from 0 to 255. Return one `float32` tensor (N, 3, H, W) on `device`,
# with 0 for black and 1 for full. Checked: shape, type and values, for one
# photograph and for several, square or not, and that the arrays stay as they
# were.

# %% starter
def to_network_input(photos):
    """Return N byte arrays (H, W, 3) as a float tensor (N, 3, H, W), 0 to 1."""
    return None

# %% check
def judge():
    yield (
        callable(to_network_input),
        f"`to_network_input` is a {type(to_network_input).__name__}; a function is expected.",
    )
    for N, H, W in [(1, 6, 6), (2, 4, 6), (3, 9, 5)]:
        case = f"{N} photograph{'s' * (N > 1)} of {H}×{W}"
        made = (torch.rand(N, H, W, 3) * 200).int()
        made[:, 0, 0], made[:, -1, -1] = 0, torch.tensor([250, 240, 230])
        photos = [photo.numpy().astype(np.uint8) for photo in made]
        before = [photo.copy() for photo in photos]
        expected = torch.stack([made[..., k] for k in range(3)], dim=1) / 255
        result = to_network_input(photos)
        if result is None and N == 1:
            yield (
                None,
                "not answered yet: `to_network_input` returns None. Write it above, then run this cell again.",
            )
        yield (
            isinstance(result, torch.Tensor),
            f"{case}: the result is a {type(result).__name__}; a tensor is expected.",
        )
        yield (
            len(photos) == N
            and all(np.array_equal(now, then) for now, then in zip(photos, before)),
            ("`to_network_input` changes the photographs it was given."),
        )
        yield (
            result.dim() == 4,
            (
                f"{case}: the result has the shape {tuple(result.shape)}, {result.dim()} axes; 4 are expected, and the batch axis stays when N is 1."
            ),
        )
        yield (
            result.shape != (N, H, W, 3),
            f"{case}: the result is {tuple(result.shape)}: the channels are still last.",
        )
        yield (
            H == W or result.shape != (N, 3, W, H),
            f"{case}: the result is {tuple(result.shape)}: height and width are swapped.",
        )
        yield (
            result.shape == expected.shape,
            f"{case}: the result is {tuple(result.shape)}, {tuple(expected.shape)} expected.",
        )
        yield (
            result.is_floating_point(),
            (
                f"{case}: the result is {result.dtype}; nn.Conv2d multiplies with float32 weights, so float32 is expected."
            ),
        )
        yield (
            result.dtype == torch.float32,
            (
                f"{case}: the result is {result.dtype}; a layer has float32 weights and refuses it. NumPy divides into float64."
            ),
        )
        yield (
            result.device.type == device.type,
            f"{case}: the result is on {result.device}; `device` is {device}.",
        )
        result = result.detach().cpu()
        yield (
            bool(result.isfinite().all()),
            f"{case}: the result holds NaN or infinity.",
        )
        yield (
            result.unique().numel() > 2,
            (
                f"{case}: the values are only {result.unique().tolist()}: bytes divided in whole numbers lose everything between 0 and 255."
            ),
        )
        scaled = result.max() <= 1.001
        values = result if scaled else result / 255
        yield (
            not torch.allclose(
                values, torch.stack(list(made)).reshape(N, 3, H, W) / 255, atol=1e-4
            ),
            (
                f"{case}: the shape is right, but the numbers are those of the striped picture, the wrong `reshape`: the axes have to be exchanged."
            ),
        )
        yield (
            not torch.allclose(values, expected.flip(1), atol=1e-4),
            f"{case}: red and blue are exchanged; keep the order of the channels.",
        )
        yield (
            not torch.allclose(values, expected.mT.reshape(expected.shape), atol=1e-4),
            f"{case}: rows and columns are exchanged.",
        )
        yield (
            scaled,
            f"{case}: the values go up to {result.max():g}; 1 is expected for full, so the bytes have to be scaled.",
        )
        yield (
            result.min() >= 0,
            f"{case}: the values go down to {result.min():.2f}; 0 is expected for black.",
        )
        yield (
            not torch.allclose(result, expected * 255 / 250, atol=1e-4),
            (
                f"{case}: scaled by the largest value in this batch; then the same grey differs from batch to batch. Full is 255."
            ),
        )
        difference = (result - expected).abs().max().item()
        yield (
            difference < 5e-4,
            f"{case}: the shape is right, but the values are off by up to {difference:.4f}. Is full, 255, exactly 1?",
        )
    order = layout(result)
    yield (
        True,
        f"every number is in its place, and the memory is {order}: "
        + (
            "the photographs' own order, which `permute` leaves as it is."
            if order == "NHWC"
            else "on the way the numbers were moved into another order than the photographs' own, which is right too and costs a copy."
        ),
    )

# %% hint [markdown]
# `np.stack` makes one array (N, H, W, 3) of a list, also of a list of one.
# `torch.from_numpy` takes it over without a copy.

# %% hint [markdown]
# Which method exchanges axes, and which only cuts the same sequence at other
# places? The new axes N, C, H, W come from the old axes 0, 3, 1, 2.

# %% hint [markdown]
# Make the tensor `float` before you divide by 255.

# %% solution
def to_network_input(photos):
    """Return N byte arrays (H, W, 3) as a float tensor (N, 3, H, W), 0 to 1."""
    batch = torch.from_numpy(np.stack(photos)).to(device)
    return batch.permute(0, 3, 1, 2).float() / 255

# %% right="stack, then permute"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).to(device, torch.float32) / 255

# %% right="one at a time, contiguous"
def to_network_input(photos):
    tensors = [torch.tensor(photo, device=device).permute(2, 0, 1).contiguous().float().div(255) for photo in photos]
    return torch.stack(tensors)

# %% right="transposed by NumPy"
def to_network_input(photos):
    batch = np.array(photos).transpose(0, 3, 1, 2).astype("float32") / 255
    return torch.from_numpy(batch).to(device)

# %% right="channel by channel, channels_last"
def to_network_input(photos):
    channels = [torch.stack([torch.tensor(photo[:, :, k] / 255.0) for photo in photos]) for k in range(3)]
    return torch.stack(channels, dim=1).float().to(device, memory_format=torch.channels_last)

# %% wrong="reshape" says="striped picture"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos))
    N, H, W, C = batch.shape
    return batch.reshape(N, C, H, W).float().to(device) / 255

# %% wrong="view and no scaling" says="striped picture"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos))
    return batch.view(len(photos), 3, batch.shape[1], batch.shape[2]).float().to(device)

# %% wrong="not scaled" says="the values go up to 250"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)

# %% wrong="still bytes" says="is torch.uint8; nn.Conv2d multiplies with float32 weights"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).to(device)

# %% wrong="double precision" says="NumPy divides into float64"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos) / 255).permute(0, 3, 1, 2).to(device)

# %% wrong="divided in whole numbers" says="bytes divided in whole numbers"
def to_network_input(photos):
    return (torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2) // 255).float().to(device)

# %% wrong="channels still last" says="the channels are still last"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).float().to(device) / 255

# %% wrong="the first photograph only, without a batch axis" says="3 axes; 4 are expected"
def to_network_input(photos):
    return torch.from_numpy(photos[0]).permute(2, 0, 1).float().to(device) / 255

# %% wrong="the batch axis squeezed away" says="the batch axis stays when N is 1"
def to_network_input(photos):
    return (torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 255).squeeze()

# %% wrong="the first photograph only" says="(1, 3, 4, 6), (2, 3, 4, 6) expected"
def to_network_input(photos):
    return torch.from_numpy(photos[0]).permute(2, 0, 1)[None].float().to(device) / 255

# %% wrong="rows and columns exchanged" says="rows and columns are exchanged"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 2, 1).float().to(device) / 255

# %% wrong="transpose of the outer axes" says="rows and columns are exchanged"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).transpose(1, 3).float().to(device) / 255

# %% wrong="BGR" says="red and blue are exchanged"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)[..., ::-1].copy()).permute(0, 3, 1, 2).float().to(device) / 255

# %% wrong="scaled by the largest value" says="scaled by the largest value"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)
    return batch / batch.max()

# %% wrong="divided by 256" says="Is full, 255, exactly 1?"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 256

# %% wrong="from minus one to one" says="0 is expected for black"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 127.5 - 1

# %% wrong="an array and not a tensor" says="is a ndarray; a tensor is expected"
def to_network_input(photos):
    return np.stack(photos).transpose(0, 3, 1, 2).astype("float32") / 255

# %% wrong="a list of tensors" says="is a list; a tensor is expected"
def to_network_input(photos):
    return [torch.from_numpy(photo).permute(2, 0, 1).float() / 255 for photo in photos]

# %% wrong="the arrays are changed" says="changes the photographs it was given"
def to_network_input(photos):
    result = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device) / 255
    photos[0] //= 2
    return result

# %% wrong="the list is emptied" says="changes the photographs it was given"
def to_network_input(photos):
    batch = []
    while photos:
        batch.append(torch.from_numpy(photos.pop(0)).permute(2, 0, 1).float() / 255)
    return torch.stack(batch).to(device)

# %% wrong="returned for one photograph only" says="2 photographs of 4×6: the result is a NoneType"
def to_network_input(photos):
    if len(photos) == 1:
        return torch.from_numpy(photos[0]).permute(2, 0, 1)[None].float().to(device) / 255

# %% wrong="rows taken for the width" says="height and width are swapped"
def to_network_input(photos):
    width, height, _ = photos[0].shape
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2)
    return batch.reshape(len(photos), 3, height, width).float().to(device) / 255

# %% wrong="on another device, one that every machine has" says="the result is on meta"
def to_network_input(photos):
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to("meta") / 255

# %% wrong="each pixel scaled by its own brightest channel" says="NaN or infinity"
def to_network_input(photos):
    batch = torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().to(device)
    return batch / batch.amax(dim=1, keepdim=True)

# %% wrong="a list has no shape" says="raised AttributeError"
def to_network_input(photos):
    return torch.from_numpy(photos.transpose(0, 3, 1, 2)).float() / 255

# %% wrong="a tensor and not a function" says="is a Tensor; a function is expected"
to_network_input = torch.rand(1, 3, 6, 6)
