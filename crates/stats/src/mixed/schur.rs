//! What is left of the random effects' matrix once the first grouping factor has been eliminated: a matrix
//! over the levels of the other factors, kept dense when they are crossed and sparse when they are nested or
//! few of them meet.

use super::design::{Design, Pattern, Products};
use super::small;
use super::{dense, sparse};
use std::collections::BTreeSet;

/// The remaining matrix, then its Cholesky factor.
#[derive(Clone, Debug)]
pub(super) enum Schur {
    /// Lower triangle of an n × n matrix by column.
    Dense { n: usize, values: Vec<f64> },
    /// Blocks in elimination order, with the place of every product of two meetings.
    Sparse { factor: sparse::SparseFactor, places: Vec<sparse::BlockPlace> },
}

impl Schur {
    /// Chooses the form by the work of a factorisation.
    pub fn new(pattern: &Pattern) -> Schur {
        let n = pattern.size();
        let dense_work = (n as f64).powi(3) / 3.0;
        let products: f64 = (0..pattern.start.len() - 1)
            .map(|i| (pattern.start[i + 1] - pattern.start[i]) as f64)
            .map(|m| m * m)
            .sum();
        let few = n > 24 && products < dense_work * 0.5;
        let analysed =
            few.then(|| sparse::analyse(graph(pattern), &pattern.width, dense_work * 0.4)).flatten();
        if let Some(factor) = analysed {
            let mut places = Vec::new();
            for_each_product(pattern, |a, b, _, _| places.push(factor.locate(a, b)));
            return Schur::Sparse { factor, places };
        }
        Schur::Dense { n, values: vec![0.0; n * n] }
    }

    /// `Λᵀ A Λ + I − Σ B Bᵀ`, with A the products of the later groups and B the eliminated meetings.
    pub fn assemble(&mut self, design: &Design, products: &Products, lambda: &[Vec<f64>], meetings: &[f64]) {
        match self {
            Schur::Dense { values, .. } => values.fill(0.0),
            Schur::Sparse { factor, .. } => factor.clear(),
        }
        let pattern = &design.pattern;
        let mut block = Vec::new();
        for group in 0..pattern.first_node.len() - 1 {
            let k = design.structure.groups[group + 1].width;
            for node in pattern.first_node[group]..pattern.first_node[group + 1] {
                let own = &products.nodes[products.node_start[node]..products.node_start[node + 1]];
                scaled_block(own, k, k, &lambda[group + 1], &lambda[group + 1], &mut block);
                for i in 0..k {
                    block[i * k + i] += 1.0;
                }
                self.add_block(pattern, node, node, &block, k);
            }
        }
        for &(larger, smaller, start) in &pattern.pairs {
            let (rows, cols) = (pattern.width[larger], pattern.width[smaller]);
            let values = &products.pairs[start..start + rows * cols];
            let (left, right) = (pattern.group[larger], pattern.group[smaller]);
            scaled_block(values, rows, cols, &lambda[left], &lambda[right], &mut block);
            self.add_block(pattern, larger, smaller, &block, rows);
        }
        self.subtract_products(pattern, meetings, design.structure.groups[0].width);
    }

    fn add_block(&mut self, pattern: &Pattern, a: usize, b: usize, block: &[f64], rows: usize) {
        let cols = block.len() / rows;
        match self {
            Schur::Dense { n, values } => {
                let (row, col) = (pattern.offset[a], pattern.offset[b]);
                for j in 0..cols {
                    for i in 0..rows {
                        values[(col + j) * *n + row + i] += block[j * rows + i];
                    }
                }
            }
            Schur::Sparse { factor, .. } => {
                let place = factor.locate(a, b);
                for j in 0..cols {
                    for i in 0..rows {
                        factor.add(place, i, j, block[j * rows + i]);
                    }
                }
            }
        }
    }

    fn subtract_products(&mut self, pattern: &Pattern, meetings: &[f64], depth: usize) {
        match self {
            Schur::Dense { n, values } if depth == 1 && pattern.scalar => {
                subtract_scalars(values, *n, pattern, meetings);
            }
            Schur::Dense { n, values } => for_each_product(pattern, |a, b, x, y| {
                let (rows, cols) = (pattern.width[a], pattern.width[b]);
                let (row, col) = (pattern.offset[a], pattern.offset[b]);
                for j in 0..cols {
                    for i in 0..rows {
                        let sum = outer(meetings, x, y, i, j, rows, cols, depth);
                        values[(col + j) * *n + row + i] -= sum;
                    }
                }
            }),
            Schur::Sparse { factor, places } => {
                let mut next = places.iter();
                for_each_product(pattern, |a, b, x, y| {
                    let place = *next.next().expect("one place was kept for every product");
                    let (rows, cols) = (pattern.width[a], pattern.width[b]);
                    for j in 0..cols {
                        for i in 0..rows {
                            factor.add(place, i, j, -outer(meetings, x, y, i, j, rows, cols, depth));
                        }
                    }
                });
            }
        }
    }

    /// Factorises in place; false when the matrix is not positive definite.
    pub fn factorise(&mut self) -> bool {
        match self {
            Schur::Dense { n, values } => dense::factorise(values, *n),
            Schur::Sparse { factor, .. } => factor.factorise(),
        }
    }

    /// The logarithms of the factor's diagonal, summed.
    pub fn half_log_determinant(&self) -> f64 {
        match self {
            Schur::Dense { n, values } => (0..*n).map(|i| values[i * n + i].ln()).sum(),
            Schur::Sparse { factor, .. } => factor.half_log_determinant(),
        }
    }

    /// Solves with L; the result is in the order of elimination.
    pub fn forward(&self, b: &mut [f64]) {
        match self {
            Schur::Dense { n, values } => dense::forward_solve(values, *n, b),
            Schur::Sparse { factor, .. } => factor.forward(b),
        }
    }

    /// Solves with Lᵀ from the order of elimination.
    pub fn backward(&self, b: &mut [f64]) {
        match self {
            Schur::Dense { n, values } => dense::back_solve(values, *n, b),
            Schur::Sparse { factor, .. } => factor.backward(b),
        }
    }
}

/// `Λ_aᵀ A Λ_b` for a block of rows × cols.
fn scaled_block(a: &[f64], rows: usize, cols: usize, left: &[f64], right: &[f64], result: &mut Vec<f64>) {
    result.clear();
    result.resize(rows * cols, 0.0);
    small::times_lower(a, right, rows, cols, result);
    small::lower_transpose_times(left, result, rows, cols);
}

/// Entry (i, j) of the product of meeting `x` with the transpose of meeting `y`.
#[allow(clippy::too_many_arguments)]
fn outer(m: &[f64], x: usize, y: usize, i: usize, j: usize, rows: usize, cols: usize, depth: usize) -> f64 {
    let mut sum = 0.0;
    for h in 0..depth {
        sum += m[x + h * rows + i] * m[y + h * cols + j];
    }
    sum
}

/// Calls `f(a, b, value of a, value of b)` for all pairs of nodes a ≥ b that meet a level of the first group.
fn for_each_product(pattern: &Pattern, mut f: impl FnMut(usize, usize, usize, usize)) {
    for level in 0..pattern.start.len() - 1 {
        let range = pattern.start[level]..pattern.start[level + 1];
        for y in range.clone() {
            for x in y..range.end {
                f(pattern.node[x], pattern.node[y], pattern.value[x], pattern.value[y]);
            }
        }
    }
}

fn subtract_scalars(values: &mut [f64], n: usize, pattern: &Pattern, meetings: &[f64]) {
    for level in 0..pattern.start.len() - 1 {
        let range = pattern.start[level]..pattern.start[level + 1];
        let (nodes, entries) = (&pattern.node[range.clone()], &meetings[range]);
        for (y, (&col, &factor)) in nodes.iter().zip(entries).enumerate() {
            let column = &mut values[col * n..(col + 1) * n];
            for (&row, &value) in nodes[y..].iter().zip(&entries[y..]) {
                column[row] -= value * factor;
            }
        }
    }
}

fn graph(pattern: &Pattern) -> Vec<BTreeSet<usize>> {
    let mut graph = vec![BTreeSet::new(); pattern.nodes()];
    let mut link = |a: usize, b: usize| {
        if a != b {
            graph[a].insert(b);
            graph[b].insert(a);
        }
    };
    for_each_product(pattern, |a, b, _, _| link(a, b));
    for &(a, b, _) in &pattern.pairs {
        link(a, b);
    }
    graph
}
