"""Godwit's content digest, version 1, of a pyarrow table. Plain and slow; query-planner/DIGEST.md says what it computes."""

import decimal
import re
import struct

import pyarrow as pa

M64, M128 = 2**64 - 1, 2**128 - 1


def murmur3(data, seed=0):
    """MurmurHash3_x64_128 with a 128-bit seed, as a number."""
    c1, c2, h1, h2 = 0x87C37B91114253D5, 0x4CF5AD432745937F, seed & M64, seed >> 64
    rotl = lambda x, r: (x << r | x >> 64 - r) & M64
    for i in range(0, len(data) // 16 * 16, 16):
        k1, k2 = struct.unpack_from("<QQ", data, i)
        h1 = (rotl(h1 ^ rotl(k1 * c1 & M64, 31) * c2 & M64, 27) + h2) * 5 + 0x52DCE729 & M64
        h2 = (rotl(h2 ^ rotl(k2 * c2 & M64, 33) * c1 & M64, 31) + h1) * 5 + 0x38495AB5 & M64
    tail = int.from_bytes(data[len(data) // 16 * 16 :], "little")
    h1 ^= rotl((tail & M64) * c1 & M64, 31) * c2 & M64
    h2 ^= rotl((tail >> 64) * c2 & M64, 33) * c1 & M64
    h1 = (h1 ^ len(data)) + (h2 ^ len(data)) & M64
    h2 = h1 + (h2 ^ len(data)) & M64
    mix1 = lambda x: (x ^ x >> 33) * 0xFF51AFD7ED558CCD & M64
    mix2 = lambda x: (x ^ x >> 33) * 0xC4CEB9FE1A85EC53 & M64
    h1, h2 = (y ^ y >> 33 for y in (mix2(mix1(h1)), mix2(mix1(h2))))
    return h1 + h2 & M64 | (h1 + 2 * h2 & M64) << 64


def type_name(t):
    """pyarrow's name of a type, without what is only representation."""
    if pa.types.is_map(t):
        return f"map<{type_name(t.key_type)}, {type_name(t.item_type)}>"
    if pa.types.is_fixed_size_list(t):
        return f"fixed_size_list<{type_name(t.value_type)}>[{t.list_size}]"
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        return f"list<{type_name(t.value_type)}>"
    if pa.types.is_struct(t):
        return "struct<" + ", ".join(f"{f.name}: {type_name(f.type)}" for f in t) + ">"
    if pa.types.is_dictionary(t):
        return type_name(t.value_type)
    return re.sub("^large_|_view$", "", str(t.storage_type if isinstance(t, pa.BaseExtensionType) else t))


def key(name, t, occurrence=1):
    return murmur3(f"{name}\0{type_name(t)}{'' if occurrence == 1 else f'{chr(0)}{occurrence}'}".encode())


def total(hashes):
    return sum(hashes) & M128


def cell(s, seed):
    """The hash of one pyarrow scalar."""
    s, t = (s.value, s.type.storage_type) if isinstance(s, pa.ExtensionScalar) else (s, s.type)
    if not s.is_valid:
        return seed
    if pa.types.is_dictionary(t):
        return cell(s.value, seed)
    if pa.types.is_map(t) or pa.types.is_list(t) or pa.types.is_large_list(t) or pa.types.is_fixed_size_list(t):
        return murmur3(b"".join(cell(e, key("", e.type)).to_bytes(16, "little") for e in s.values), seed)
    if pa.types.is_struct(t):
        fields = (cell(s[i], key(f.name, f.type)) for i, f in enumerate(t))
        return murmur3(total(fields).to_bytes(16, "little"), seed)
    v = s.value if pa.types.is_temporal(t) and not pa.types.is_interval(t) else s.as_py()
    if pa.types.is_floating(t):
        form = {16: "e", 32: "f", 64: "d"}[t.bit_width]
        nan = {16: 0x7E00, 32: 0x7FC00000, 64: 0x7FF8000000000000}[t.bit_width]
        v = struct.pack("<" + form, v).ljust(8, b"\0") if v == v else nan.to_bytes(8, "little")
    elif pa.types.is_decimal(t):
        v = int(v.scaleb(t.scale, decimal.Context(prec=100))).to_bytes(t.bit_width // 8, "little", signed=True)
    elif pa.types.is_interval(t):
        v = struct.pack("<iiq", v.months, v.days, v.nanoseconds)
    elif isinstance(v, int):
        v = (v & M64).to_bytes(8, "little")
    return murmur3(v.encode() if isinstance(v, str) else v, seed)


def digest(table):
    """The whole digest and a list of (column name, column digest), as 32 hexadecimal digits each."""
    seen, keys, columns = {}, [], []
    for field, column in zip(table.schema, table.columns):
        kind = (field.name, type_name(field.type))
        seen[kind] = seen.get(kind, 0) + 1
        keys.append(key(field.name, field.type, seen[kind]))
        columns.append([cell(value, keys[-1]) for value in column])
    row_hash = lambda cells: murmur3(total(cells).to_bytes(16, "little"))
    whole = total([row_hash(keys), *(map(row_hash, zip(*columns)) if columns else [row_hash([])] * table.num_rows)])
    return f"{whole:032x}", [(f.name, f"{total([k, *c]):032x}") for f, k, c in zip(table.schema, keys, columns)]
