"""Where CIFAR-10's files lie, and what they must hold.

Source: https://www.cs.toronto.edu/~kriz/cifar.html
"""

import numpy as np

from helpers.data_common import damaged, exists, split
from helpers.unpickle import read_pickle

# The files that hold the images, in their order, with the published MD5s.
BATCHES = {
    "data_batch_1": "c99cafc152244af753f735de768cd75f",
    "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "634d18415352ddfa80567beed471001a",
    "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "40351d587109b95175f43aff81a1287e",
}
NAMES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
# As the archive unpacks, and as torchvision, CS231n and Keras put it.
FOLDERS = (
    "cifar-10-batches-py",
    ".",
    "cifar10/cifar-10-batches-py",
    "datasets/cifar-10-batches-py",
    "cifar-10-batches-py-target/cifar-10-batches-py",
)
# What each file says of itself, under "batch_label".
LABELS = {f"data_batch_{k}": f"training batch {k} of 5" for k in range(1, 6)}
LABELS["test_batch"] = "testing batch 1 of 1"
IMAGES = 10_000  # in each file
SIZES = (45_000, 5_000, 10_000)  # training, validation, test


def find_files(root):
    """Return the files of CIFAR-10 in the folder `root`, or in one inside it.

    Parameters
    ----------
    root : pathlib.Path

    Returns
    -------
    dict of str to pathlib.Path
        The files of the folder that has most of them, by their names in
        `BATCHES`: six if CIFAR-10 is there, none if nothing of it is.
    """
    folders = [
        {
            name: root / folder / name
            for name in BATCHES
            if exists(root / folder / name)
        }
        for folder in FOLDERS
    ]
    return max(folders, key=len)


def read_files(files):
    """Return the parts of CIFAR-10: the last 5,000 training images validate.

    Parameters
    ----------
    files : dict of str to pathlib.Path
        All six, as `find_files` gives them.

    Returns
    -------
    parts : tuple of ndarray of uint8
        X_train, y_train, X_val, y_val, X_test, y_test: pixels (N, 3072) and
        labels (N,). The files hold 32 x 32 reds, then greens, then blues; here
        the three numbers of a pixel stand together.
    published : bool
        Whether each file is the published one, by its MD5.

    Raises
    ------
    DataError
        If a file is damaged or is not what it should be.
    """
    total = IMAGES * len(BATCHES)
    X, y = np.empty((total, 3072), np.uint8), np.empty(total, np.uint8)
    published = True
    for k, (name, md5) in enumerate(BATCHES.items()):
        pixels, labels, known = _read_batch(files[name], md5)
        rows = slice(k * IMAGES, (k + 1) * IMAGES)
        for colour in range(3):
            X[rows, colour::3] = pixels.reshape(-1, 3, 1024)[:, colour]
        y[rows] = labels
        published = published and known
    return split(X, y, SIZES), published


def _read_batch(path, md5):
    """Return pixels (10000, 3072), labels, and whether it has this MD5."""
    values, known = read_pickle(path, md5)
    says = values.get("batch_label")
    says = says.decode("latin-1") if isinstance(says, bytes) else says
    others = [said for name, said in LABELS.items() if name != path.name]
    if isinstance(says, str) and says in others:
        raise damaged(path, f'says of itself that it is "{says}"')
    pixels, labels = values.get("data"), values.get("labels")
    if not isinstance(pixels, np.ndarray):
        raise damaged(path, 'holds no array "data"')
    if pixels.shape != (IMAGES, 3072):
        raise damaged(
            path,
            f"holds data of the shape {pixels.shape}, not ({IMAGES}, 3072)",
        )
    if not isinstance(labels, list) or len(labels) != IMAGES:
        raise damaged(path, f'holds no list "labels" of {IMAGES:,} numbers')
    if not all(type(label) is int and 0 <= label <= 9 for label in labels):
        raise damaged(path, "holds a label that is not one of 0..9")
    return pixels, labels, known
