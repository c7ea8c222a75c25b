//! Balancing a square matrix and reducing it to Hessenberg form.

use super::householder::{make_reflection, reflect_columns, reflect_rows};
use crate::matrix::{Matrix, norm};

/// How a matrix was balanced: rows and columns `low..high` were scaled by powers of two, the others exchanged
/// so that their eigenvalues stand on the diagonal.
pub(super) struct Balance {
    pub low: usize,
    pub high: usize,
    /// Scale of the middle rows; partner of the exchanged ones.
    scale: Vec<f64>,
}

impl Balance {
    /// Balances in place.
    pub fn new(a: &mut Matrix) -> Balance {
        let n = a.cols();
        let mut balance = Balance { low: 0, high: n, scale: vec![1.0; n] };
        balance.isolate(a);
        balance.equalise(a);
        balance
    }

    /// Moves rows without off-diagonal entries to the end, then columns without them to the front.
    fn isolate(&mut self, a: &mut Matrix) {
        while let Some(i) = (0..self.high).rev().find(|&i| (0..self.high).all(|j| j == i || a[(i, j)] == 0.0))
        {
            let last = self.high - 1;
            self.exchange(a, i, last);
            self.high = last;
            if last == 0 {
                // Everything is isolated; the first row stays the middle.
                self.high = 1;
                return;
            }
        }
        while let Some(j) =
            (self.low..self.high).find(|&j| (self.low..self.high).all(|i| i == j || a[(i, j)] == 0.0))
        {
            if self.low + 1 >= self.high {
                return;
            }
            self.exchange(a, j, self.low);
            self.low += 1;
        }
    }

    fn exchange(&mut self, a: &mut Matrix, i: usize, place: usize) {
        self.scale[place] = i as f64;
        if i != place {
            for row in 0..self.high {
                let held = a[(row, i)];
                a[(row, i)] = a[(row, place)];
                a[(row, place)] = held;
            }
            for col in self.low..a.cols() {
                let held = a[(i, col)];
                a[(i, col)] = a[(place, col)];
                a[(place, col)] = held;
            }
        }
    }

    /// Scales rows and columns until their norms are within a factor of two.
    fn equalise(&mut self, a: &mut Matrix) {
        let (low, high) = (self.low, self.high);
        if high - low < 2 {
            return;
        }
        let mut changed = true;
        while changed {
            changed = false;
            for i in low..high {
                let mut column = norm(&a.column(i)[low..high]);
                let mut row = norm(&(low..high).map(|j| a[(i, j)]).collect::<Vec<_>>());
                if column == 0.0 || row == 0.0 {
                    continue;
                }
                let total = column + row;
                let mut factor = 1.0_f64;
                while column < row / 2.0 && factor.max(column) < 1e140 && row > 1e-140 {
                    factor *= 2.0;
                    column *= 2.0;
                    row /= 2.0;
                }
                while column / 2.0 >= row && row < 1e140 && factor.min(column) > 1e-140 {
                    factor /= 2.0;
                    column /= 2.0;
                    row *= 2.0;
                }
                if column + row >= 0.95 * total || factor == 1.0 {
                    continue;
                }
                changed = true;
                self.scale[i] *= factor;
                for j in low..a.cols() {
                    a[(i, j)] /= factor;
                }
                for value in &mut a.column_mut(i)[..high] {
                    *value *= factor;
                }
            }
        }
    }

    /// Turns vectors of the balanced matrix into those of the original.
    pub fn undo(&self, vectors: &mut Matrix) {
        let n = vectors.rows();
        let balanced = self.high - self.low > 1;
        for i in (self.low..self.high).filter(|_| balanced) {
            for j in 0..vectors.cols() {
                vectors[(i, j)] *= self.scale[i];
            }
        }
        for i in (0..self.low).rev().chain(self.high..n) {
            let other = self.scale[i] as usize;
            if other != i {
                for j in 0..vectors.cols() {
                    let held = vectors[(i, j)];
                    vectors[(i, j)] = vectors[(other, j)];
                    vectors[(other, j)] = held;
                }
            }
        }
    }
}

/// Reduces rows and columns `low..high` to Hessenberg form in place and returns the transformation.
pub(super) fn reduce(a: &mut Matrix, low: usize, high: usize) -> Matrix {
    let n = a.cols();
    let mut reflections = Vec::new();
    for i in low..high.saturating_sub(1) {
        let mut v = a.column(i)[i + 1..high].to_vec();
        let tau = make_reflection(&mut v);
        let head = v[0];
        v[0] = 1.0;
        reflect_columns(a, &v, tau, i + 1, 0..high);
        reflect_rows(a, &v, tau, i + 1, i + 1..n);
        a[(i + 1, i)] = head;
        for value in &mut a.column_mut(i)[i + 2..high] {
            *value = 0.0;
        }
        reflections.push((i, v, tau));
    }
    let mut q = Matrix::identity(n);
    for (i, v, tau) in reflections.iter().rev() {
        reflect_rows(&mut q, v, *tau, i + 1, i + 1..high);
    }
    q
}
