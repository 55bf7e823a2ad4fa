/** Sorting numbers, and others along with them, in typed arrays. @module */

const SMALL = 24;

/** Sorts the first `length` entries of `keys`, ascending, and `values` with them. Equal keys in any order. */
export function sortPairs(keys: Float64Array, values: Float64Array, length: number): void {
  sortRange(keys, values, 0, length - 1);
  // Insertion sort finishes the small ranges, which quicksort leaves.
  for (let i = 1; i < length; i++) {
    const key = keys[i]!;
    let slot = i;
    if (keys[slot - 1]! <= key) continue;
    const value = values[i]!;
    while (slot > 0 && keys[slot - 1]! > key) {
      keys[slot] = keys[slot - 1]!;
      values[slot] = values[slot - 1]!;
      slot--;
    }
    keys[slot] = key;
    values[slot] = value;
  }
}

// Quicksort of ranges that are not small, about the median of three.
function sortRange(keys: Float64Array, values: Float64Array, first: number, last: number): void {
  while (last - first >= SMALL) {
    const pivot = medianOfThree(keys[first]!, keys[(first + last) >> 1]!, keys[last]!);
    let i = first;
    let j = last;
    while (i <= j) {
      while (keys[i]! < pivot) i++;
      while (keys[j]! > pivot) j--;
      if (i > j) break;
      const key = keys[i]!;
      keys[i] = keys[j]!;
      keys[j] = key;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    // The smaller part by recursion, so that its depth is in O(log n).
    if (j - first < last - i) {
      sortRange(keys, values, first, j);
      first = i;
    } else {
      sortRange(keys, values, i, last);
      last = j;
    }
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
