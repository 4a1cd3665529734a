"""Writes the table behind UnicodeNormalization.cs: canonical decompositions, combining classes and composition exclusions.

    python3 tools/make-unicode-decompositions.py > src/Core/Tokenization/unicode-normalization.txt
"""
import unicodedata

print(f"# Unicode {unicodedata.unidata_version}, from Python's unicodedata; made by tools/make-unicode-decompositions.py")
print("# D code decomposition...  canonical decomposition, one level; X instead of D: never composed")
print("# C code class             canonical combining class")
for code in range(0x110000):
    char = chr(code)
    parts = unicodedata.decomposition(char)
    if parts and not parts.startswith("<"):
        composes = unicodedata.normalize("NFC", unicodedata.normalize("NFD", char)) == char
        print("D" if composes else "X", f"{code:X}", parts)
    if unicodedata.combining(char):
        print("C", f"{code:X}", unicodedata.combining(char))
