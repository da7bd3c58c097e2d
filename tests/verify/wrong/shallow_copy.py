"""Copying only the outer list leaves the rows shared with the caller."""

import copy


def old(board: list[list[int]]) -> list[list[int]]:
    return copy.deepcopy(board)


def new(board: list[list[int]]) -> list[list[int]]:
    return board[:]
