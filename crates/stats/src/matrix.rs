//! The dense column-major matrix that all of `stats` works on.

use std::ops::{Index, IndexMut};

/// A dense matrix of doubles, stored column after column as R stores it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Matrix { rows, cols, data: vec![0.0; rows * cols] }
    }

    /// The identity of order `n`.
    pub fn identity(n: usize) -> Self {
        let mut matrix = Matrix::zeros(n, n);
        for i in 0..n {
            matrix[(i, i)] = 1.0;
        }
        matrix
    }

    /// A matrix from values stored by column. `data` must hold `rows * cols` values.
    pub fn from_vec(rows: usize, cols: usize, data: Vec<f64>) -> Self {
        assert_eq!(data.len(), rows * cols, "a matrix of {rows} x {cols} needs that many values");
        Matrix { rows, cols, data }
    }

    /// A matrix of `rows` rows from its columns.
    pub fn from_columns<C: AsRef<[f64]>>(rows: usize, columns: &[C]) -> Self {
        let mut data = Vec::with_capacity(rows * columns.len());
        for column in columns {
            data.extend_from_slice(column.as_ref());
        }
        Matrix::from_vec(rows, columns.len(), data)
    }

    /// A matrix whose entry (i, j) is `entry(i, j)`.
    pub fn from_fn(rows: usize, cols: usize, mut entry: impl FnMut(usize, usize) -> f64) -> Self {
        let mut data = Vec::with_capacity(rows * cols);
        for j in 0..cols {
            for i in 0..rows {
                data.push(entry(i, j));
            }
        }
        Matrix { rows, cols, data }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The values, by column.
    pub fn data(&self) -> &[f64] {
        &self.data
    }

    /// The values, by column, to be changed in place.
    pub fn data_mut(&mut self) -> &mut [f64] {
        &mut self.data
    }

    /// Gives up the values, by column.
    pub fn into_vec(self) -> Vec<f64> {
        self.data
    }

    /// Column `j`.
    pub fn column(&self, j: usize) -> &[f64] {
        &self.data[j * self.rows..(j + 1) * self.rows]
    }

    /// Column `j`, to be changed in place.
    pub fn column_mut(&mut self, j: usize) -> &mut [f64] {
        &mut self.data[j * self.rows..(j + 1) * self.rows]
    }

    /// Columns `i` (to read) and `j` (to change), which must differ.
    pub fn column_pair_mut(&mut self, i: usize, j: usize) -> (&[f64], &mut [f64]) {
        assert_ne!(i, j, "a pair of columns is two columns");
        let n = self.rows;
        if i < j {
            let (low, high) = self.data.split_at_mut(j * n);
            (&low[i * n..(i + 1) * n], &mut high[..n])
        } else {
            let (low, high) = self.data.split_at_mut(i * n);
            (&high[..n], &mut low[j * n..(j + 1) * n])
        }
    }

    /// A copy of row `i`.
    pub fn row(&self, i: usize) -> Vec<f64> {
        (0..self.cols).map(|j| self[(i, j)]).collect()
    }

    /// Exchanges two columns.
    pub fn swap_columns(&mut self, i: usize, j: usize) {
        for row in 0..self.rows {
            self.data.swap(i * self.rows + row, j * self.rows + row);
        }
    }

    /// The transpose.
    pub fn transpose(&self) -> Matrix {
        Matrix::from_fn(self.cols, self.rows, |i, j| self[(j, i)])
    }

    /// The columns named by `indices`, in that order.
    pub fn select_columns(&self, indices: &[usize]) -> Matrix {
        let mut data = Vec::with_capacity(self.rows * indices.len());
        for &j in indices {
            data.extend_from_slice(self.column(j));
        }
        Matrix { rows: self.rows, cols: indices.len(), data }
    }

    /// The rows named by `indices`, in that order.
    pub fn select_rows(&self, indices: &[usize]) -> Matrix {
        Matrix::from_fn(indices.len(), self.cols, |i, j| self[(indices[i], j)])
    }

    /// Every entry through `f`.
    pub fn map(&self, f: impl Fn(f64) -> f64) -> Matrix {
        Matrix { rows: self.rows, cols: self.cols, data: self.data.iter().map(|&v| f(v)).collect() }
    }

    /// The product `self * other`; sums run over the inner index in order.
    pub fn multiply(&self, other: &Matrix) -> Matrix {
        assert_eq!(self.cols, other.rows, "non-conformable product");
        let mut product = Matrix::zeros(self.rows, other.cols);
        for j in 0..other.cols {
            let target = &mut product.data[j * self.rows..(j + 1) * self.rows];
            for l in 0..self.cols {
                axpy(other[(l, j)], self.column(l), target);
            }
        }
        product
    }

    /// The product of this matrix and a vector.
    pub fn multiply_vector(&self, x: &[f64]) -> Vec<f64> {
        assert_eq!(self.cols, x.len(), "non-conformable product");
        let mut product = vec![0.0; self.rows];
        for (j, &value) in x.iter().enumerate() {
            axpy(value, self.column(j), &mut product);
        }
        product
    }

    /// The product of the transpose and a vector.
    pub fn transpose_multiply_vector(&self, x: &[f64]) -> Vec<f64> {
        (0..self.cols).map(|j| dot(self.column(j), x)).collect()
    }

    /// The cross product `selfᵀ * other`.
    pub fn cross(&self, other: &Matrix) -> Matrix {
        assert_eq!(self.rows, other.rows, "non-conformable cross product");
        Matrix::from_fn(self.cols, other.cols, |i, j| dot(self.column(i), other.column(j)))
    }

    /// `selfᵀ * self`, exactly symmetric.
    pub fn gram(&self) -> Matrix {
        let mut gram = Matrix::zeros(self.cols, self.cols);
        for j in 0..self.cols {
            for i in 0..=j {
                let value = dot(self.column(i), self.column(j));
                gram[(i, j)] = value;
                gram[(j, i)] = value;
            }
        }
        gram
    }

    /// The diagonal.
    pub fn diagonal(&self) -> Vec<f64> {
        (0..self.rows.min(self.cols)).map(|i| self[(i, i)]).collect()
    }

    /// Whether every entry is finite.
    pub fn is_finite(&self) -> bool {
        self.data.iter().all(|v| v.is_finite())
    }

    /// The largest sum of absolute values of a column.
    pub fn one_norm(&self) -> f64 {
        let sums = (0..self.cols).map(|j| self.column(j).iter().map(|v| v.abs()).sum::<f64>());
        sums.fold(0.0, |largest, sum| if sum > largest || sum.is_nan() { sum } else { largest })
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        debug_assert!(i < self.rows, "row {i} of a matrix with {} rows", self.rows);
        &self.data[j * self.rows + i]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        debug_assert!(i < self.rows, "row {i} of a matrix with {} rows", self.rows);
        &mut self.data[j * self.rows + i]
    }
}

/// The inner product, summed in order: the order of the sum is part of the result.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, b) in x.iter().zip(y) {
        sum += a * b;
    }
    sum
}

/// The Euclidean norm, rescaled where squares would leave the range of doubles.
pub fn norm(x: &[f64]) -> f64 {
    let plain = dot(x, x);
    if plain > 1e-280 && plain < 1e280 {
        return plain.sqrt();
    }
    let largest = x.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest == 0.0 || !largest.is_finite() || plain.is_nan() {
        return if plain.is_nan() { f64::NAN } else { largest };
    }
    largest * x.iter().map(|v| (v / largest).powi(2)).sum::<f64>().sqrt()
}

/// `y += a * x`.
pub fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
    if a != 0.0 {
        for (target, value) in y.iter_mut().zip(x) {
            *target += a * value;
        }
    }
}
