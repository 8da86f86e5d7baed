/**
 * Go's sort.Sort, which keeps no order among equals but has one of its own, the same every time: who sorts events that
 * happened in the same second shows it. Models Go's sort/zsortinterface.go (pattern-defeating quicksort).
 */
type Less<T> = (a: T, b: T) => boolean

/** A sorted copy. */
export function goSort<T>(items: readonly T[], less: Less<T>): T[] {
  const sorted = [...items]
  new Sorter(sorted, less).sort(0, sorted.length, bitLength(sorted.length))
  return sorted
}

const bitLength = (value: number): number => 32 - Math.clz32(value)

type Hint = 'unknown' | 'increasing' | 'decreasing'

const shortEnough = 12
const maxSwaps = 12
const maxSteps = 5
const shortestShifting = 50

class Sorter<T> {
  constructor(
    private readonly items: T[],
    private readonly isLess: Less<T>,
  ) {}

  private less(a: number, b: number): boolean {
    return this.isLess(this.items[a] as T, this.items[b] as T)
  }

  private swap(a: number, b: number): void {
    const kept = this.items[a] as T
    this.items[a] = this.items[b] as T
    this.items[b] = kept
  }

  sort(from: number, to: number, patience: number): void {
    let [a, b, limit] = [from, to, patience]
    let wasBalanced = true
    let wasPartitioned = true
    while (b - a > shortEnough && limit > 0) {
      const length = b - a
      if (!wasBalanced) {
        this.breakPatterns(a, b)
        limit--
      }
      let [pivot, hint] = this.choosePivot(a, b)
      if (hint === 'decreasing') {
        this.reverse(a, b)
        pivot = b - 1 - (pivot - a)
        hint = 'increasing'
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.partialInsertionSort(a, b)) return
      if (a > 0 && !this.less(a - 1, pivot)) {
        a = this.partitionEqual(a, b, pivot)
        continue
      }
      const [middle, already] = this.partition(a, b, pivot)
      wasPartitioned = already
      const [left, right] = [middle - a, b - middle]
      const balance = Math.floor(length / 8)
      if (left < right) {
        wasBalanced = left >= balance
        this.sort(a, middle, limit)
        a = middle + 1
      } else {
        wasBalanced = right >= balance
        this.sort(middle + 1, b, limit)
        b = middle
      }
    }
    if (b - a <= shortEnough) this.insertionSort(a, b)
    else this.heapSort(a, b)
  }

  private insertionSort(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.less(j, j - 1); j--) this.swap(j, j - 1)
  }

  private heapSort(first: number, end: number): void {
    const size = end - first
    for (let i = Math.floor((size - 1) / 2); i >= 0; i--) this.siftDown(i, size, first)
    for (let i = size - 1; i >= 0; i--) {
      this.swap(first, first + i)
      this.siftDown(0, i, first)
    }
  }

  private siftDown(start: number, size: number, first: number): void {
    for (let root = start; ; ) {
      let child = 2 * root + 1
      if (child >= size) return
      if (child + 1 < size && this.less(first + child, first + child + 1)) child++
      if (!this.less(first + root, first + child)) return
      this.swap(first + root, first + child)
      root = child
    }
  }

  private partition(a: number, b: number, pivot: number): [middle: number, already: boolean] {
    this.swap(a, pivot)
    let [i, j] = [a + 1, b - 1]
    while (i <= j && this.less(i, a)) i++
    while (i <= j && !this.less(j, a)) j--
    if (i > j) {
      this.swap(j, a)
      return [j, true]
    }
    this.swap(i++, j--)
    for (;;) {
      while (i <= j && this.less(i, a)) i++
      while (i <= j && !this.less(j, a)) j--
      if (i > j) break
      this.swap(i++, j--)
    }
    this.swap(j, a)
    return [j, false]
  }

  private partitionEqual(a: number, b: number, pivot: number): number {
    this.swap(a, pivot)
    let [i, j] = [a + 1, b - 1]
    for (;;) {
      while (i <= j && !this.less(a, i)) i++
      while (i <= j && this.less(a, j)) j--
      if (i > j) return i
      this.swap(i++, j--)
    }
  }

  private partialInsertionSort(a: number, b: number): boolean {
    let i = a + 1
    for (let step = 0; step < maxSteps; step++) {
      while (i < b && !this.less(i, i - 1)) i++
      if (i === b) return true
      if (b - a < shortestShifting) return false
      this.swap(i, i - 1)
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.less(j, j - 1); j--) this.swap(j, j - 1)
      if (b - i >= 2) for (let j = i + 1; j < b && this.less(j, j - 1); j++) this.swap(j, j - 1)
    }
    return false
  }

  /** Swaps three in the middle with others, by a generator seeded with the length. */
  private breakPatterns(a: number, b: number): void {
    const length = b - a
    if (length < 8) return
    let random = BigInt(length)
    const modulus = 1n << BigInt(bitLength(length))
    const index = a + Math.floor(length / 4) * 2 - 1
    for (let i = 0; i < 3; i++) {
      random ^= BigInt.asUintN(64, random << 13n)
      random ^= random >> 7n
      random ^= BigInt.asUintN(64, random << 17n)
      let other = Number(random & (modulus - 1n))
      if (other >= length) other -= length
      this.swap(index - 1 + i, a + other)
    }
  }

  private choosePivot(a: number, b: number): [pivot: number, hint: Hint] {
    const length = b - a
    const quarter = Math.floor(length / 4)
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3]
    const swaps = { count: 0 }
    if (length >= 8) {
      if (length >= 50) {
        i = this.median(i - 1, i, i + 1, swaps)
        j = this.median(j - 1, j, j + 1, swaps)
        k = this.median(k - 1, k, k + 1, swaps)
      }
      j = this.median(i, j, k, swaps)
    }
    return [j, swaps.count === 0 ? 'increasing' : swaps.count === maxSwaps ? 'decreasing' : 'unknown']
  }

  private median(first: number, second: number, third: number, swaps: { count: number }): number {
    let [a, b, c] = [first, second, third]
    const order = (x: number, y: number): [number, number] => {
      if (!this.less(y, x)) return [x, y]
      swaps.count++
      return [y, x]
    }
    ;[a, b] = order(a, b)
    ;[b, c] = order(b, c)
    ;[a, b] = order(a, b)
    return b
  }

  private reverse(a: number, b: number): void {
    for (let i = a, j = b - 1; i < j; i++, j--) this.swap(i, j)
  }
}
