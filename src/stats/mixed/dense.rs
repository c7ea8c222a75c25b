//! Cholesky factorisation of a large dense matrix in blocks. Every entry collects its terms in the same order
//! whatever the width of the machine's vectors.

/// Columns factorised at a time.
const BLOCK: usize = 48;
/// Rows and columns of a tile of the update.
const TILE_ROWS: usize = 4;
const TILE_COLS: usize = 4;

/// Factorises the lower triangle of an n × n matrix stored by column, in place. False when it is not positive
/// definite.
pub(super) fn factorise(a: &mut [f64], n: usize) -> bool {
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
fn factorise_panel(a: &mut [f64], n: usize, start: usize, end: usize) -> bool {
    for j in start..end {
        let (done, rest) = a.split_at_mut(j * n);
        let column = &mut rest[j..n];
        for h in start..j {
            let earlier = &done[h * n + j..(h + 1) * n];
            let factor = earlier[0];
            for (target, value) in column.iter_mut().zip(earlier) {
                *target -= factor * value;
            }
        }
        if column[0] <= 0.0 || column[0].is_nan() {
            return false;
        }
        let root = column[0].sqrt();
        column[0] = root;
        for value in &mut column[1..] {
            *value /= root;
        }
    }
    true
}

/// Copies the panel below row `end` into tiles of rows, each tile with its columns one after another.
fn pack(a: &[f64], n: usize, start: usize, end: usize, packed: &mut Vec<f64>) {
    packed.clear();
    let mut row = end;
    while row < n {
        for h in start..end {
            for r in 0..TILE_ROWS {
                packed.push(if row + r < n { a[h * n + row + r] } else { 0.0 });
            }
        }
        row += TILE_ROWS;
    }
}

/// Subtracts the panel's outer product from the lower triangle that starts at row `first`.
fn update(a: &mut [f64], n: usize, first: usize, depth: usize, packed: &[f64]) {
    let stride = depth * TILE_ROWS;
    let tiles = (n - first).div_ceil(TILE_ROWS);
    for tile_col in 0..tiles {
        let right = &packed[tile_col * stride..(tile_col + 1) * stride];
        for tile_row in tile_col..tiles {
            let left = &packed[tile_row * stride..(tile_row + 1) * stride];
            let sums = tile_product(left, right);
            let (row, col) = (first + tile_row * TILE_ROWS, first + tile_col * TILE_COLS);
            let height = TILE_ROWS.min(n - row);
            for (c, sums) in sums.iter().enumerate().take(TILE_COLS.min(n - col)) {
                let target = &mut a[(col + c) * n + row..(col + c) * n + row + height];
                for (value, sum) in target.iter_mut().zip(sums) {
                    *value -= sum;
                }
            }
        }
    }
}

#[inline]
fn tile_product(left: &[f64], right: &[f64]) -> [[f64; TILE_ROWS]; TILE_COLS] {
    let mut sums = [[0.0; TILE_ROWS]; TILE_COLS];
    let (left, _) = left.as_chunks::<TILE_ROWS>();
    let (right, _) = right.as_chunks::<TILE_COLS>();
    for (l, r) in left.iter().zip(right) {
        for c in 0..TILE_COLS {
            for i in 0..TILE_ROWS {
                sums[c][i] += l[i] * r[c];
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
