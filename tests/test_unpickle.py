"""Tests of the reader of pickles: good ones, damage, and every malice."""

import hashlib
import io
import os
import pickle
import pickletools
import struct
import tracemalloc

import numpy as np
import pytest

from helpers import unpickle
from helpers.data_common import DataError
from helpers.unpickle import read_pickle
from tests.pickles import of_python_2

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 6), dtype=np.uint8)
BATCH = {"labels": [3, 0, 9], "data": PIXELS, "batch_label": "1 of 5"}


def write(folder, content):
    path = folder / "batch"
    path.write_bytes(content)
    return path


def read(folder, content):
    path = write(folder, content)
    values, known = read_pickle(path)
    assert not known
    return values


def assert_is_batch(values):
    assert values.keys() == BATCH.keys()
    assert values["labels"] == BATCH["labels"]
    assert values["batch_label"] in ("1 of 5", b"1 of 5")
    assert values["data"].dtype == np.uint8
    np.testing.assert_array_equal(values["data"], PIXELS)


# Good files


def test_as_published(tmp_path):
    content = of_python_2(BATCH)
    assert pickle.loads(content, encoding="bytes")[b"labels"] == [3, 0, 9]
    assert_is_batch(read(tmp_path, content))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("keys", ["str", "bytes"])
def test_as_python_3_writes_it(tmp_path, protocol, keys):
    batch = BATCH
    if keys == "bytes":
        batch = {key.encode(): value for key, value in BATCH.items()}
    assert_is_batch(read(tmp_path, pickle.dumps(batch, protocol)))


@pytest.mark.parametrize("old, new", [(b"numpy._core", b"numpy.core")])
@pytest.mark.parametrize("protocol", [2, 3])
def test_names_of_old_and_new_numpy(tmp_path, old, new, protocol):
    content = pickle.dumps(BATCH, protocol)
    assert old in content or new in content
    assert_is_batch(read(tmp_path, content.replace(old, new)))
    content = content.replace(b"c" + new, b"c" + old)
    assert_is_batch(read(tmp_path, content))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_an_array_stored_by_columns(tmp_path, protocol):
    batch = BATCH | {"data": np.asfortranarray(PIXELS)}
    assert_is_batch(read(tmp_path, pickle.dumps(batch, protocol)))


@pytest.mark.parametrize("protocol", [2, 5])
def test_a_read_only_array_and_bytes(tmp_path, protocol):
    pixels = PIXELS.copy()
    pixels.setflags(write=False)
    content = pickle.dumps(BATCH | {"data": pixels}, protocol)
    assert_is_batch(read(tmp_path, content))


def test_the_names_of_the_classes(tmp_path):
    """What batches.meta holds."""
    meta = {"num_vis": 3072, "label_names": ["airplane", "truck"]}
    values = read(tmp_path, of_python_2(meta))
    assert values == {"num_vis": 3072, "label_names": [b"airplane", b"truck"]}


def test_long_integers_of_python_2(tmp_path):
    content = of_python_2({"labels": []}).replace(b"](e", b"](\x8a\1\7e")
    assert read(tmp_path, content) == {"labels": [7]}


def test_a_known_file_may_hold_other_instructions_but_no_other_names(
    tmp_path,
):
    content = b"(dS'data'\np0\nI7\ns."  # protocol 0
    assert "not allowed" in refused(tmp_path, content)
    md5 = hashlib.md5(content).hexdigest()
    values, known = read_pickle(tmp_path / "batch", md5)
    assert values == {"data": 7} and known
    path = write(tmp_path, b"(dS'data'\ncos\nsystem\ns.")
    with pytest.raises(DataError, match="asks for 'os.system'"):
        read_pickle(path, hashlib.md5(path.read_bytes()).hexdigest())


def test_what_is_looked_through_is_what_is_run():
    """The steps are those that Python's own tool finds."""
    for content in [
        of_python_2(BATCH),
        *(pickle.dumps(BATCH, protocol) for protocol in (2, 3, 4, 5)),
    ]:
        codes = {
            op.code.encode("latin-1")
            for op, _, _ in pickletools.genops(content)
        }
        known = {*unpickle.FIXED, *unpickle.COUNTED, pickle.GLOBAL}
        assert codes <= known
        unpickle._look_through(content)


def test_the_lengths_of_arguments_are_right():
    for op in pickletools.opcodes:
        code = op.code.encode("latin-1")
        if code in unpickle.FIXED:
            n = op.arg.n if op.arg else 0
            assert unpickle.FIXED[code] == n, op.name
        if code in unpickle.COUNTED:
            n = {
                pickletools.TAKEN_FROM_ARGUMENT1: 1,
                pickletools.TAKEN_FROM_ARGUMENT4: 4,
                pickletools.TAKEN_FROM_ARGUMENT4U: 4,
                pickletools.TAKEN_FROM_ARGUMENT8U: 8,
            }[op.arg.n]
            assert unpickle.COUNTED[code] == n, op.name


# Malice


class Call:
    """Pickled as a call of a function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def refused(folder, content):
    """Return why a pickle is refused; the message names file and remedy."""
    path = write(folder, content)
    with pytest.raises(DataError) as caught:
        read_pickle(path)
    message = str(caught.value)
    assert message.startswith(f"{path} cannot be unpickled: ")
    assert "--download" in message
    error = caught.value
    assert error.__suppress_context__ or error.__context__ is None
    return message


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize(
    "function, arguments",
    [
        (os.system, ("echo ran > ran",)),
        (eval, ("open('ran', 'w')",)),
        (exec, ("open('ran', 'w')",)),
        (open, ("ran", "w")),
        (getattr, (np, "load")),
        (np.fromfile, ("batch",)),
        (np.memmap, ("ran", "uint8", "w+", 0, (1,))),
        (Call, (1,)),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_nothing_is_called(
    tmp_path, monkeypatch, protocol, function, arguments
):
    monkeypatch.chdir(tmp_path)
    arguments = [np.ndarray if a is np else a for a in arguments]
    for evil in (
        Call(function, *arguments),
        {"data": Call(function, *arguments)},
        {"labels": [Call(function, *arguments)], "data": PIXELS},
    ):
        message = refused(tmp_path, pickle.dumps(evil, protocol))
        assert "it asks for '" in message
        assert [path.name for path in tmp_path.iterdir()] == ["batch"]


@pytest.mark.parametrize(
    "name",
    [
        "os\nsystem",
        "posix\nsystem",
        "builtins\neval",
        "__builtin__\neval",
        "builtins\ngetattr",
        "numpy\nload",
        "numpy\nndarray.tofile",
        "numpy.core.multiarray\nscalar",
        "numpy.core.multiarray\nfromfile",
        "numpy.core\nmultiarray._reconstruct",
        "_codecs\ndecode",
        "codecs\nencode",
        "helpers.unpickle\n_Noted",
        "no_such_module\nname",
        "numpy \ndtype",
    ],
)
def test_names_that_are_not_asked_for(tmp_path, name):
    content = b"\x80\2}(U\4datac" + name.encode() + b"\nu."
    assert "it asks for '" in refused(tmp_path, content)
    module, name = (part.encode() for part in name.split("\n"))
    content = b"\x80\4}(\x8c\4data" + b"".join(
        b"\x8c" + bytes([len(part)]) + part for part in (module, name)
    )
    assert "it asks for '" in refused(tmp_path, content + b"\x93u.")


def test_a_long_name_does_not_fill_the_screen(tmp_path):
    message = refused(tmp_path, b"\x80\2c" + b"x" * 10_000 + b"\ny\n.")
    assert len(message) < 600


@pytest.mark.parametrize(
    "instruction",
    [
        b"ios\nsystem\n",  # INST
        b"o",  # OBJ
        b"\x81",  # NEWOBJ
        b"\x92",  # NEWOBJ_EX
        b"\x82\1",  # EXT1
        b"P1\n",  # PERSID
        b"Q",  # BINPERSID
        b"\x8b\1\0\0\0\1",  # LONG4
        b"I1\n",  # INT, of protocol 0
        b"p0\n",  # PUT, of protocol 0
        b"2",  # DUP
        b"\x91",  # FROZENSET
        b"\x97",  # NEXT_BUFFER
        b"\xff",
        b"\0",
    ],
)
def test_other_instructions_are_not_run(tmp_path, instruction):
    message = refused(tmp_path, b"\x80\2}(" + instruction + b"u.")
    assert "is not allowed" in message
    assert repr(instruction[:1]) in message


@pytest.fixture
def few_bytes(monkeypatch):
    """Let files be 2 MB long: a buffer of the largest size is always made."""
    monkeypatch.setattr(unpickle, "MOST_BYTES", 2_000_000)


def memory(run):
    """Return the most bytes that were in use at once."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def array(shape=b"K\1\x85", dtype=b"U\2u1", state_end=b"U\1x", name=b"dtype"):
    """Return a pickled dict that holds one array, or what claims to be."""
    return (
        b"\x80\2}(U\4datacnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray"
        b"\nK\0\x85U\1b\x87R(K\1"
        + shape
        + b"cnumpy\n"
        + name
        + b"\n"
        + dtype
        + b"K\0K\1\x87R(K\3U\1|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89"
        + state_end
        + b"tbu."
    )


def test_an_array_written_by_hand(tmp_path):
    assert read(tmp_path, array())["data"].tolist() == [ord("x")]


HUGE = b"J\xff\xff\xff\x7f"
ARRAYS = {
    "objects": array(dtype=b"U\1O"),
    "objects in a list": array(dtype=b"U\1O", state_end=b"]"),
    "of pointers": array(dtype=b"U\1O", state_end=b"U\10\1\1\1\1\1\1\1\1"),
    "floats": array(dtype=b"U\2f8", state_end=b"U\10\0\0\0\0\0\0\0\0"),
    "signed bytes": array(dtype=b"U\2i1"),
    "records": array(dtype=b"](U\1aU\2u1e"),
    "huge records": array(dtype=b"U\12V999999999"),
    "no type": array(dtype=b"N"),
    "huge shape": array(shape=HUGE + HUGE + b"\x86"),
    "huge and negative": array(shape=b"J\xff\xff\xff\xff" + HUGE + b"\x86"),
    "too few": array(shape=b"K\2\x85"),
    "too many": array(shape=b"K\0\x85"),
    "many dimensions": array(shape=b"(" + b"K\1" * 99 + b"t"),
    "shape of text": array(shape=b"U\1x\x85"),
    "shape of a dict": array(shape=b"}"),
    "content of text": array(state_end=b"X\1\0\0\0x"),
    "content None": array(state_end=b"N"),
    "content a list": array(state_end=b"](K\1e"),
    "content a name": array(state_end=b"cnumpy\ndtype\n"),
    "short state": array(state_end=b""),
    "long state": array(state_end=b"U\1xN"),
    "state not a tuple": (b"\x80\2}(U\4datacnumpy\nndarray\n)RK\1bu."),
    "nothing but a name": b"\x80\2}(U\4datacnumpy\nndarray\nu.",
    "a huge array made directly": (
        b"\x80\2}(U\4datacnumpy\nndarray\n" + HUGE + HUGE + b"\x86U\1O\x86Ru."
    ),
    "text that is not of bytes": array(
        state_end=b"c_codecs\nencode\nX\3\0\0\0\xe2\x82\xacX\6\0\0\0latin1\x86R"
    ),
    "content is the array itself": array()
    .replace(b"K\0\x85U\1b\x87R(", b"K\0\x85U\1b\x87Rq\7(")
    .replace(b"U\1xtb", b"h\7tb"),
    "frombuffer of nothing": (
        b"\x80\2}(U\4datacnumpy.core.numeric\n_frombuffer\n)Ru."
    ),
    "frombuffer, huge": (
        b"\x80\2}(U\4datacnumpy.core.numeric\n_frombuffer\n(U\1xcnumpy\ndtype\n"
        b"U\2u1\x85R" + HUGE + b"\x85U\1CtRu."
    ),
}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("floats", "it holds an array, but not of bytes"),
        ("nothing but a name", "it holds ndarray in place of an array"),
    ],
)
def test_what_is_no_array_of_bytes_is_told(tmp_path, kind, told):
    assert f"cannot be unpickled: {told}." in refused(tmp_path, ARRAYS[kind])


@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_of_anything_but_bytes(tmp_path, few_bytes, kind):
    assert memory(lambda: refused(tmp_path, ARRAYS[kind])) < 3e6


BOMBS = {
    "a far place in the memo": (
        b"\x80\2Nr\xff\xff\xff\x7f.",
        "too much memory",
    ),
    "a place too far": (
        b"\x80\2Nr" + struct.pack("<I", unpickle.MOST_STEPS) + b".",
        "too much memory",
    ),
    "a deep nest of tuples as a key": (
        b"\x80\2})" + b"\x85" * 1_000_000 + b"K\1s.",
        "too many tuples",
    ),
    "tuples of tuples as a key": (
        b"\x80\2})" + b"q\1h\1\x86" * 60 + b"K\1s.",
        "too many tuples",
    ),
    "a deep nest of lists": (
        b"\x80\2" + b"]" * 900_000 + b"a" * 899_999 + b".",
        "too many instructions",
    ),
    "a million dicts": (
        b"\x80\2](" + b"}" * 1_000_000 + b"e.",
        "too many instructions",
    ),
    "marks": (b"\x80\2" + b"(" * 1_000_000 + b"N.", "too many instructions"),
    "text longer than the file": (
        b"\x80\2T\xff\xff\xff\x7fabc.",
        "cut short after 11 bytes",
    ),
    "text of negative length": (b"\x80\2T\xff\xff\xff\xffabc.", "cut short"),
    "bytes of 2**60": (
        b"\x80\4\x8e" + struct.pack("<Q", 2**60) + b"abc.",
        "cut short",
    ),
    "a byte array of 2**62": (
        b"\x80\5\x96" + struct.pack("<Q", 2**62) + b"abc.",
        "cut short",
    ),
    "a frame of 2**60": (
        b"\x80\4\x95" + struct.pack("<Q", 2**60) + b"}.",
        "cannot be unpickled",
    ),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_not_set_off(tmp_path, few_bytes, kind):
    content, problem = BOMBS[kind]
    reasons = []
    used = memory(lambda: reasons.append(refused(tmp_path, content)))
    assert problem in reasons[0]
    assert used < 2 * len(content) + 3e6


def test_a_nest_that_is_allowed_does_no_harm(tmp_path):
    lists = b"\x80\2}(U\4data" + b"]" * 40_000 + b"a" * 39_999 + b"u."
    assert read(tmp_path, lists)["data"] != []
    tuples = b"\x80\2})" + b"q\1h\1\x86" * 18 + b"K\1s."
    refused(tmp_path, tuples)


def test_a_long_file_is_not_read_to_its_end(tmp_path, monkeypatch):
    content = of_python_2(BATCH)
    monkeypatch.setattr(unpickle, "MOST_BYTES", len(content))
    assert_is_batch(read(tmp_path, content))
    monkeypatch.setattr(unpickle, "MOST_BYTES", len(content) - 1)
    asked = []

    class Spy(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    monkeypatch.setattr("builtins.open", lambda *args: Spy(content * 9))
    assert "more than" in refused_as_it_is(tmp_path)
    assert asked == [len(content)]


def refused_as_it_is(folder):
    with pytest.raises(DataError) as caught:
        read_pickle(folder / "batch")
    return str(caught.value)


# Damage


@pytest.mark.parametrize(
    "content, problem",
    [
        (b"", "cut short after 0 bytes"),
        (b"\x80", "cut short"),
        (b"\x80\2", "cut short after 2 bytes"),
        (b"<!DOCTYPE html><html></html>", "b'<' is not allowed"),
        (b"\x1f\x8b\x08\x00", "is not allowed"),
        (b"\x80\2N.", "holds no dict"),
        (b"\x80\2](K\1e.", "holds no dict"),
        (b"\x80\2}.x", "goes on after its end, byte 4"),
        (b"\x80\2}.\x80\2}.", "goes on after its end, byte 4"),
        (b"\x80\x09}.", "protocol"),
        (b"\x80\2.", ""),
        (b"\x80\2u.", ""),
        (b"\x80\2h\7.", ""),
        (b"\x80\2K\1K\2R.", ""),
        (b"\x80\2U\1xK\1b.", ""),
        (b"\x80\2}}K\1s.", ""),
        (b"\x80\2}K\1K\1s.", ""),
        (b"\x80\2}U\1\xffK\1s.", "ascii"),
        (b"\x80\2}X\1\0\0\0\xffK\1s.", "utf-8"),
        (b"\x80\2}cnumpy", ""),
        (b"\x80\2}cnumpy\nndarray", ""),
        (b"\x80\2}c\xff\n\xff\n.", ""),
        (b"\x80\4K\1K\2\x93.", ""),
    ],
)
def test_damage_is_named(tmp_path, content, problem):
    assert problem in refused(tmp_path, content)


@pytest.mark.parametrize("make", [of_python_2, pickle.dumps])
def test_every_cut_is_refused(tmp_path, few_bytes, make):
    content = make(BATCH)
    for end in range(len(content)):
        refused(tmp_path, content[:end])


@pytest.mark.parametrize("make", [of_python_2, pickle.dumps])
def test_flipped_bits_raise_data_error_or_give_a_dict(
    tmp_path, few_bytes, make
):
    rng = np.random.default_rng(1)
    path = tmp_path / "batch"
    for _ in range(1500):
        content = bytearray(make(BATCH))
        for at in rng.integers(len(content), size=rng.integers(1, 4)):
            content[at] ^= 1 << rng.integers(8)
        path.write_bytes(content)
        try:
            values, _ = read_pickle(path)
        except DataError as error:
            assert str(error).startswith(str(path))
        else:
            assert all(isinstance(key, str) for key in values)


@pytest.mark.parametrize(
    "error",
    [
        pickle.UnpicklingError("why"),
        EOFError(),
        AttributeError("why"),
        ImportError("why"),
        IndexError("why"),
        KeyError("why"),
        TypeError("why"),
        MemoryError(),
        OverflowError("why"),
        RecursionError("why"),
        struct.error("why"),
        UnicodeDecodeError("utf-8", b"", 0, 1, "why"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_unpickling_raises(tmp_path, monkeypatch, error):
    def load(self):
        raise error

    monkeypatch.setattr(unpickle._Unpickler, "load", load, raising=False)
    message = refused(tmp_path, of_python_2(BATCH))
    assert "why" in message or type(error).__name__ in message


def test_missing_file_and_folder_in_its_place(tmp_path):
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(DataError, match="is not a file") as caught:
            read_pickle(path)
        assert str(caught.value).startswith(str(path))


def test_permission_denied(tmp_path, monkeypatch):
    path = write(tmp_path, of_python_2(BATCH))

    def refuse(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(DataError, match="Permission denied") as caught:
        read_pickle(path)
    assert str(caught.value).startswith(str(path))
