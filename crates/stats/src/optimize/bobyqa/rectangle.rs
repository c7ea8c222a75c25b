//! A small row-major rectangle of numbers.

use std::ops::{Index, IndexMut};

/// Rows of equal length, stored one after another.
pub(super) struct Rectangle {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

impl Rectangle {
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Rectangle { rows, cols, data: vec![0.0; rows * cols] }
    }

    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    pub fn row_mut(&mut self, i: usize) -> &mut [f64] {
        &mut self.data[i * self.cols..(i + 1) * self.cols]
    }

    pub fn swap_rows(&mut self, i: usize, j: usize) {
        for k in 0..self.cols {
            self.data.swap(i * self.cols + k, j * self.cols + k);
        }
    }

    pub fn fill(&mut self, value: f64) {
        self.data.fill(value);
    }

    /// The largest modulus.
    pub fn largest(&self) -> f64 {
        self.data.iter().fold(0.0, |largest, v| v.abs().max(largest))
    }
}

impl Index<(usize, usize)> for Rectangle {
    type Output = f64;
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        debug_assert!(i < self.rows && j < self.cols);
        &self.data[i * self.cols + j]
    }
}

impl IndexMut<(usize, usize)> for Rectangle {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        debug_assert!(i < self.rows && j < self.cols);
        &mut self.data[i * self.cols + j]
    }
}
