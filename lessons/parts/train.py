def decay_groups(model, weight_decay, spared=("depthwise", "norms")):
    """Return an optimizer's two groups: what is decayed, and what is spared.

    As in MobileNetV1's own code, depthwise filters ("depthwise") and
    BatchNorms and biases ("norms") are spared, unless `spared` says otherwise.
    """
    depthwise = {
        layer.weight for layer in model.modules()
        if isinstance(layer, nn.Conv2d)
        and 1 < layer.groups == layer.in_channels}
    decayed, others = [], []
    for p in model.parameters():
        kind = "depthwise" if p in depthwise else "norms" * (p.dim() == 1)
        (others if kind in spared else decayed).append(p)
    return [{"params": decayed, "weight_decay": weight_decay},
            {"params": others, "weight_decay": 0.0}]


def train(model, data, epochs, learning_rate=0.1, weight_decay=5e-4,
          batch_size=64, seed=0, after_epoch=None,
          spared=("depthwise", "norms")):
    """Train `model` in place on `data` = (images, labels).

    SGD with Nesterov momentum 0.9 and a one-cycle schedule; each batch is
    shifted by up to 2 pixels. Weight decay as in `decay_groups`.
    `after_epoch()`, where given, is called after each epoch. Returns each
    step's loss.
    """
    images, labels = data
    # faster here: Chapter @memory-layouts
    model.to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(
        decay_groups(model, weight_decay, spared), lr=learning_rate,
        momentum=0.9, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, learning_rate, epochs=epochs,
        steps_per_epoch=math.ceil(len(images) / batch_size))
    generator, losses = torch.Generator().manual_seed(seed), []
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        for batch in order.split(batch_size):
            shift = torch.randint(-2, 3, (2,), generator=generator).tolist()
            x = images[batch].roll(shift, dims=(2, 3))
            loss = F.cross_entropy(model(x), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        if after_epoch is not None:
            after_epoch()
    return losses


def accuracy(model, data):
    """Return the share of `data` = (images, labels) that `model` gets right.

    In evaluation mode; the mode is put back afterwards.
    """
    images, labels = data
    was_training = model.training
    model.eval()
    with torch.no_grad():
        right = model(images).argmax(dim=1) == labels
    model.train(was_training)
    return right.float().mean().item()
