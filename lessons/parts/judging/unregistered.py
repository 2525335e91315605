def unregistered(model):
    """Return the name of an attribute in which `model` keeps layers or weights
    that it does not know of, such as a plain list, or None.
    """
    parts = *model.modules(), *model.parameters(), *model.buffers()
    known = {id(part) for part in parts}
    for name, module in model.named_modules():
        for key, value in vars(module).items():
            kept = value.values() if isinstance(value, dict) else value
            kept = kept if isinstance(value, (dict, list, tuple)) else [kept]
            if any(isinstance(part, (nn.Module, torch.Tensor))
                    and id(part) not in known
                    and getattr(part, "grad_fn", None) is None
                    for part in kept):
                return f"{name}.{key}".strip(".")
    return None
