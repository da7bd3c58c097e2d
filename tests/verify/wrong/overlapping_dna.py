"""str.count in place of the slices."""


def old(dna: str, codon: str) -> int:
    found = 0
    width = len(codon)
    for i in range(len(dna) - width + 1):
        if dna[i : i + width] == codon:
            found += 1
    return found


def new(dna: str, codon: str) -> int:
    return dna.count(codon)
