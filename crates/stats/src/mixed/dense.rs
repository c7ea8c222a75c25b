//! Cholesky factorisation of a large dense matrix in blocks. Every entry collects its terms in the same order
//! whatever the width of the machine's vectors.

use pulp::{Arch, NullaryFnOnce};

/// Columns factorised at a time.
const BLOCK: usize = 48;
/// Rows and columns of a tile of the update.
const ROWS: usize = 8;
const COLS: usize = 4;
/// Tiles of rows in a band.
const BAND: usize = 8;

/// Factorises the lower triangle of an n × n matrix stored by column, in place. False when it is not positive
/// definite.
pub(super) fn factorise(a: &mut [f64], n: usize) -> bool {
    if n < BLOCK {
        // Setting up the wide path would cost more than it gains.
        return factorise_plainly(a, n);
    }
    Arch::new().dispatch(Wide { a, n })
}

/// The factorisation as a job for the widest vectors of the machine.
struct Wide<'a> {
    a: &'a mut [f64],
    n: usize,
}

impl NullaryFnOnce for Wide<'_> {
    type Output = bool;
    #[inline(always)]
    fn call(self) -> bool {
        factorise_blocks(self.a, self.n)
    }
}

fn factorise_plainly(a: &mut [f64], n: usize) -> bool {
    for j in 0..n {
        let (done, rest) = a.split_at_mut(j * n);
        let column = &mut rest[j..n];
        for h in 0..j {
            let earlier = &done[h * n + j..(h + 1) * n];
            for (target, value) in column.iter_mut().zip(earlier) {
                *target -= earlier[0] * value;
            }
        }
        if !scale_column(column) {
            return false;
        }
    }
    true
}

/// Divides a column by the root of its first entry; false when that is not positive.
#[inline(always)]
fn scale_column(column: &mut [f64]) -> bool {
    if column[0] <= 0.0 || column[0].is_nan() {
        return false;
    }
    let root = column[0].sqrt();
    column[0] = root;
    for value in &mut column[1..] {
        *value /= root;
    }
    true
}

/// Every step is a fused multiply-add, which rounds once on every machine.
#[inline(always)]
fn factorise_blocks(a: &mut [f64], n: usize) -> bool {
    let mut packed = Vec::new();
    let mut start = 0;
    while start < n {
        let end = (start + BLOCK).min(n);
        if !factorise_panel(a, n, start, end) {
            return false;
        }
        if end < n {
            pack(a, n, start, end, &mut packed);
            update(a, n, end, end - start, &packed);
        }
        start = end;
    }
    true
}

/// Factorises columns `start..end`, which carry all earlier updates, down to the last row.
#[inline(always)]
fn factorise_panel(a: &mut [f64], n: usize, start: usize, end: usize) -> bool {
    for j in start..end {
        let (done, rest) = a.split_at_mut(j * n);
        let column = &mut rest[j..n];
        for h in start..j {
            let earlier = &done[h * n + j..(h + 1) * n];
            let factor = -earlier[0];
            for (target, value) in column.iter_mut().zip(earlier) {
                *target = factor.mul_add(*value, *target);
            }
        }
        if !scale_column(column) {
            return false;
        }
    }
    true
}

/// Copies the panel below row `end` into tiles of rows, each tile with its columns one after another.
#[inline(always)]
fn pack(a: &[f64], n: usize, start: usize, end: usize, packed: &mut Vec<f64>) {
    packed.clear();
    for row in (end..n).step_by(ROWS) {
        for h in start..end {
            let column = &a[h * n + row..(h * n + row + ROWS).min((h + 1) * n)];
            packed.extend_from_slice(column);
            packed.extend(std::iter::repeat_n(0.0, ROWS - column.len()));
        }
    }
}

/// Subtracts the panel's outer product from the lower triangle that starts at row `first`. Rows are taken a
/// band at a time so that their tiles stay in the fastest cache.
#[inline(always)]
fn update(a: &mut [f64], n: usize, first: usize, depth: usize, packed: &[f64]) {
    let stride = depth * ROWS;
    let tiles = (n - first).div_ceil(ROWS);
    for band in (0..tiles).step_by(BAND) {
        let end = (band + BAND).min(tiles);
        for col in (first..n.min(first + end * ROWS)).step_by(COLS) {
            let (right, half) = ((col - first) / ROWS, (col - first) % ROWS);
            let right_tile = &packed[right * stride..(right + 1) * stride];
            for tile in right.max(band)..end {
                let left = &packed[tile * stride..(tile + 1) * stride];
                let sums = tile_product(left, right_tile, half);
                let row = first + tile * ROWS;
                for (c, sums) in sums.iter().enumerate().take(COLS.min(n - col)) {
                    let target = &mut a[(col + c) * n + row..(col + c) * n + n.min(row + ROWS)];
                    for (value, sum) in target.iter_mut().zip(sums) {
                        *value -= sum;
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn tile_product(left: &[f64], right: &[f64], half: usize) -> [[f64; ROWS]; COLS] {
    let mut sums = [[0.0_f64; ROWS]; COLS];
    let (left, _) = left.as_chunks::<ROWS>();
    let (right, _) = right.as_chunks::<ROWS>();
    for (l, r) in left.iter().zip(right) {
        for c in 0..COLS {
            let factor = r[half + c];
            for i in 0..ROWS {
                sums[c][i] = l[i].mul_add(factor, sums[c][i]);
            }
        }
    }
    sums
}

/// Solves `L x = b` in place.
pub(super) fn forward_solve(l: &[f64], n: usize, b: &mut [f64]) {
    for j in 0..n {
        let column = &l[j * n + j..(j + 1) * n];
        b[j] /= column[0];
        let factor = b[j];
        if factor != 0.0 {
            for (target, value) in b[j + 1..].iter_mut().zip(&column[1..]) {
                *target -= factor * value;
            }
        }
    }
}

/// Solves `Lᵀ x = b` in place.
pub(super) fn back_solve(l: &[f64], n: usize, b: &mut [f64]) {
    for j in (0..n).rev() {
        let column = &l[j * n + j..(j + 1) * n];
        let mut sum = b[j];
        for (value, x) in column[1..].iter().zip(&b[j + 1..]) {
            sum -= value * x;
        }
        b[j] = sum / column[0];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factor_of_a_matrix_over_several_blocks() {
        let n = 131;
        let full = |i: usize, j: usize| if i == j { n as f64 } else { 1.0 / (1.0 + i.abs_diff(j) as f64) };
        let mut a: Vec<f64> = (0..n * n).map(|k| full(k % n, k / n)).collect();
        assert!(factorise(&mut a, n));
        for (i, j) in [(0, 0), (50, 3), (130, 47), (130, 130), (97, 96)] {
            let sum: f64 = (0..=j.min(i)).map(|h| a[h * n + i] * a[h * n + j]).sum();
            assert!((sum - full(i, j)).abs() < 1e-12);
        }
        let mut b: Vec<f64> = (0..n).map(|i| (0..n).map(|j| full(i, j)).sum()).collect();
        forward_solve(&a, n, &mut b);
        back_solve(&a, n, &mut b);
        assert!(b.iter().all(|x| (x - 1.0).abs() < 1e-12));
    }
}
