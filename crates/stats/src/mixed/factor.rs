//! The factorisation behind every evaluation of the criterion: `Λᵀ ZᵀZ Λ + I = L Lᵀ` by grouping factor, the
//! fixed effects and the response riding along (Bates et al. 2015, section 3.6).

use super::design::{Design, Products};
use super::schur::Schur;
use super::small;

/// The blocks of L and of what rides along. `p` fixed effects; the response is column p.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    /// Λ's block of each group.
    pub lambda: Vec<Vec<f64>>,
    /// Diagonal blocks of the first group.
    first: Vec<f64>,
    /// `L⁻¹ Λᵀ Zᵀ [X y]` of the first group, k × (p + 1) for each level.
    first_fixed: Vec<f64>,
    /// Blocks of L below the first group, one for each meeting.
    meetings: Vec<f64>,
    schur: Schur,
    /// `L⁻¹ Λᵀ Zᵀ [X y]` of the later groups in the order of elimination, size × (p + 1).
    nodes_fixed: Vec<f64>,
    /// Lower factor of the downdated `[X y]ᵀ[X y]`, by column.
    pub fixed: Vec<f64>,
    /// log |L|².
    pub log_determinant: f64,
    /// log |R_X|².
    pub log_determinant_fixed: f64,
}

/// Which part of the matrix is not positive definite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPositiveDefinite {
    /// The random effects' part, which only overflow or missing values can spoil.
    Random,
    /// The fixed effects' part: their columns are collinear given the random effects.
    Fixed,
}

impl Factor {
    /// Room for the factor of a design.
    pub fn new(design: &Design, products: &Products) -> Factor {
        Factor {
            lambda: Vec::new(),
            first: products.first.clone(),
            first_fixed: products.first_fixed.clone(),
            meetings: products.meetings.clone(),
            schur: Schur::new(&design.pattern),
            nodes_fixed: products.nodes_fixed.clone(),
            fixed: products.fixed.clone(),
            log_determinant: 0.0,
            log_determinant_fixed: 0.0,
        }
    }

    /// Factorises for one value of theta.
    pub fn factorise(
        &mut self,
        design: &Design,
        products: &Products,
        theta: &[f64],
    ) -> Result<(), NotPositiveDefinite> {
        self.lambda = design.structure.lambda(theta);
        self.fixed.copy_from_slice(&products.fixed);
        let log_first = self.factorise_first(design, products).ok_or(NotPositiveDefinite::Random)?;
        let mut log_later = 0.0;
        if design.structure.groups.len() > 1 {
            self.eliminate_meetings(design, products);
            self.schur.assemble(design, products, &self.lambda, &self.meetings);
            if !self.schur.factorise() {
                return Err(NotPositiveDefinite::Random);
            }
            log_later = self.schur.half_log_determinant();
            self.reduce_nodes_fixed(design, products);
        }
        self.log_determinant = 2.0 * (log_first + log_later);
        self.factorise_fixed(design.fixed)
    }

    /// Diagonal blocks of the first group; returns the summed logarithms of their diagonals.
    fn factorise_first(&mut self, design: &Design, products: &Products) -> Option<f64> {
        let group = &design.structure.groups[0];
        let (k, columns) = (group.width, design.fixed + 1);
        let lambda = &self.lambda[0];
        let mut logs = 0.0;
        if k == 1 {
            let lambda = lambda[0];
            for level in 0..group.levels {
                let root = ((products.first[level] * lambda) * lambda + 1.0).sqrt();
                if !root.is_finite() {
                    return None;
                }
                self.first[level] = root;
                logs += root.ln();
                let range = level * columns..(level + 1) * columns;
                let riding = &mut self.first_fixed[range.clone()];
                for (target, source) in riding.iter_mut().zip(&products.first_fixed[range]) {
                    *target = source * lambda / root;
                }
                downdate(&mut self.fixed, riding, 1, columns);
            }
            return Some(logs);
        }
        for level in 0..group.levels {
            let block = &mut self.first[level * k * k..(level + 1) * k * k];
            let source = &products.first[level * k * k..(level + 1) * k * k];
            small::times_lower(source, lambda, k, k, block);
            small::lower_transpose_times(lambda, block, k, k);
            for i in 0..k {
                block[i * k + i] += 1.0;
            }
            if !small::cholesky(block, k) {
                return None;
            }
            for i in 0..k {
                logs += block[i * k + i].ln();
            }
            let width = k * columns;
            let riding = &mut self.first_fixed[level * width..(level + 1) * width];
            riding.copy_from_slice(&products.first_fixed[level * width..(level + 1) * width]);
            small::lower_transpose_times(lambda, riding, k, columns);
            small::forward_solve(block, riding, k, columns);
            downdate(&mut self.fixed, riding, k, columns);
        }
        Some(logs)
    }

    /// `B = Λᵀ A Λ L⁻ᵀ` for every meeting, and their effect on the later groups' right-hand sides.
    fn eliminate_meetings(&mut self, design: &Design, products: &Products) {
        let (pattern, groups) = (&design.pattern, &design.structure.groups);
        let (k, columns, size) = (groups[0].width, design.fixed + 1, design.pattern.size());
        self.scale_nodes_fixed(design, products);
        if pattern.scalar {
            return self.eliminate_scalars(design, products);
        }
        for level in 0..groups[0].levels {
            let block = &self.first[level * k * k..(level + 1) * k * k];
            let riding = &self.first_fixed[level * k * columns..(level + 1) * k * columns];
            for meeting in pattern.start[level]..pattern.start[level + 1] {
                let node = pattern.node[meeting];
                let rows = pattern.width[node];
                let group = pattern.group[node];
                let range = pattern.value[meeting]..pattern.value[meeting] + rows * k;
                let target = &mut self.meetings[range.clone()];
                small::times_lower(&products.meetings[range], &self.lambda[0], rows, k, target);
                small::lower_transpose_times(&self.lambda[group], target, rows, k);
                small::solve_right(block, target, rows, k);
                for c in 0..columns {
                    let sums = &mut self.nodes_fixed[c * size + pattern.offset[node]..];
                    for h in 0..k {
                        let factor = riding[c * k + h];
                        for i in 0..rows {
                            sums[i] -= target[h * rows + i] * factor;
                        }
                    }
                }
            }
        }
    }

    fn eliminate_scalars(&mut self, design: &Design, products: &Products) {
        let (pattern, columns, size) = (&design.pattern, design.fixed + 1, design.pattern.size());
        let lambda: Vec<f64> = self.lambda.iter().map(|block| block[0]).collect();
        for level in 0..design.structure.groups[0].levels {
            let scale = lambda[0] / self.first[level];
            let riding = &self.first_fixed[level * columns..(level + 1) * columns];
            for meeting in pattern.start[level]..pattern.start[level + 1] {
                let node = pattern.node[meeting];
                let value = products.meetings[meeting] * lambda[pattern.group[node]] * scale;
                self.meetings[meeting] = value;
                for (c, factor) in riding.iter().enumerate() {
                    self.nodes_fixed[c * size + node] -= value * factor;
                }
            }
        }
    }

    fn scale_nodes_fixed(&mut self, design: &Design, products: &Products) {
        let (pattern, size) = (&design.pattern, design.pattern.size());
        self.nodes_fixed.copy_from_slice(&products.nodes_fixed);
        for c in 0..design.fixed + 1 {
            for group in 0..pattern.first_node.len() - 1 {
                let k = design.structure.groups[group + 1].width;
                let first = pattern.offset[pattern.first_node[group]];
                let count = pattern.first_node[group + 1] - pattern.first_node[group];
                let values = &mut self.nodes_fixed[c * size + first..c * size + first + count * k];
                small::lower_transpose_times(&self.lambda[group + 1], values, k, count);
            }
        }
    }

    fn reduce_nodes_fixed(&mut self, design: &Design, _products: &Products) {
        let (size, columns) = (design.pattern.size(), design.fixed + 1);
        for c in 0..columns {
            self.schur.forward(&mut self.nodes_fixed[c * size..(c + 1) * size]);
        }
        downdate(&mut self.fixed, &self.nodes_fixed, size, columns);
    }

    fn factorise_fixed(&mut self, p: usize) -> Result<(), NotPositiveDefinite> {
        let columns = p + 1;
        let mut logs = 0.0;
        for j in 0..p {
            let mut rest = self.fixed[j * columns + j];
            for h in 0..j {
                rest -= self.fixed[h * columns + j] * self.fixed[h * columns + j];
            }
            if rest <= 0.0 || rest.is_nan() {
                return Err(NotPositiveDefinite::Fixed);
            }
            let root = rest.sqrt();
            self.fixed[j * columns + j] = root;
            logs += root.ln();
            for i in j + 1..columns {
                let mut sum = self.fixed[j * columns + i];
                for h in 0..j {
                    sum -= self.fixed[h * columns + i] * self.fixed[h * columns + j];
                }
                self.fixed[j * columns + i] = sum / root;
            }
        }
        self.log_determinant_fixed = 2.0 * logs;
        Ok(())
    }

    /// The coefficients of the fixed effects.
    pub fn fixed_effects(&self, p: usize) -> Vec<f64> {
        let columns = p + 1;
        let mut beta: Vec<f64> = (0..p).map(|j| self.fixed[j * columns + p]).collect();
        for i in (0..p).rev() {
            let mut sum = beta[i];
            for h in i + 1..p {
                sum -= self.fixed[i * columns + h] * beta[h];
            }
            beta[i] = sum / self.fixed[i * columns + i];
        }
        beta
    }

    /// The spherical random effects u of every group given the fixed effects.
    pub fn random_effects(&self, design: &Design, beta: &[f64]) -> Vec<Vec<f64>> {
        let (pattern, groups) = (&design.pattern, &design.structure.groups);
        let (k, p, size) = (groups[0].width, design.fixed, pattern.size());
        let columns = p + 1;
        let mut later = vec![0.0; size];
        if size > 0 {
            later.copy_from_slice(&self.nodes_fixed[p * size..]);
            for (c, b) in beta.iter().enumerate() {
                for (target, value) in later.iter_mut().zip(&self.nodes_fixed[c * size..(c + 1) * size]) {
                    *target -= b * value;
                }
            }
            self.schur.backward(&mut later);
        }
        let mut first = vec![0.0; groups[0].levels * k];
        for level in 0..groups[0].levels {
            let riding = &self.first_fixed[level * k * columns..(level + 1) * k * columns];
            let u = &mut first[level * k..(level + 1) * k];
            u.copy_from_slice(&riding[p * k..]);
            for (c, b) in beta.iter().enumerate() {
                for h in 0..k {
                    u[h] -= b * riding[c * k + h];
                }
            }
            if size > 0 {
                for meeting in pattern.start[level]..pattern.start[level + 1] {
                    let node = pattern.node[meeting];
                    let rows = pattern.width[node];
                    let block = &self.meetings[pattern.value[meeting]..];
                    let x = &later[pattern.offset[node]..];
                    for h in 0..k {
                        for i in 0..rows {
                            u[h] -= block[h * rows + i] * x[i];
                        }
                    }
                }
            }
            small::back_solve(&self.first[level * k * k..(level + 1) * k * k], u, k);
        }
        let mut effects = vec![first];
        for group in 0..pattern.first_node.len() - 1 {
            let range =
                pattern.offset[pattern.first_node[group]]..pattern.offset[pattern.first_node[group + 1]];
            effects.push(later[range].to_vec());
        }
        effects
    }

    /// `b = Λ u` for every group.
    pub fn scaled_effects(&self, design: &Design, u: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let groups = &design.structure.groups;
        groups
            .iter()
            .zip(u)
            .zip(&self.lambda)
            .map(|((group, u), lambda)| {
                let k = group.width;
                let mut b = vec![0.0; u.len()];
                for (target, source) in b.chunks_mut(k).zip(u.chunks(k)) {
                    small::lower_times(lambda, source, target, k);
                }
                b
            })
            .collect()
    }

    /// Standard deviations of the spherical effects of a single scalar group given the response.
    pub fn first_scales(&self) -> Vec<f64> {
        self.first.iter().map(|l| 1.0 / l).collect()
    }

    /// The blocks of `Λ (LLᵀ)⁻¹ Λᵀ` that belong to single levels, group by group: the covariance of a level's
    /// effects given the response, in units of σ².
    pub fn conditional_covariance(&self, design: &Design) -> Vec<Vec<f64>> {
        let (pattern, groups) = (&design.pattern, &design.structure.groups);
        let size = pattern.size();
        // (L₂₂ L₂₂ᵀ)⁻¹ by column.
        let mut inverse = vec![0.0; size * size];
        for j in 0..size {
            let column = &mut inverse[j * size..(j + 1) * size];
            column[j] = 1.0;
            self.schur.forward(column);
            self.schur.backward(column);
        }
        let mut result = vec![self.first_covariance(design, &inverse)];
        for group in 0..pattern.first_node.len() - 1 {
            let k = groups[group + 1].width;
            let mut blocks = Vec::with_capacity(groups[group + 1].levels * k * k);
            for node in pattern.first_node[group]..pattern.first_node[group + 1] {
                let offset = pattern.offset[node];
                let block: Vec<f64> =
                    (0..k * k).map(|e| inverse[(offset + e / k) * size + offset + e % k]).collect();
                blocks.extend(sandwich(&block, &self.lambda[group + 1], k));
            }
            result.push(blocks);
        }
        result
    }

    fn first_covariance(&self, design: &Design, inverse: &[f64]) -> Vec<f64> {
        let (pattern, group) = (&design.pattern, &design.structure.groups[0]);
        let (k, size) = (group.width, pattern.size());
        let mut blocks = Vec::with_capacity(group.levels * k * k);
        for level in 0..group.levels {
            let l = &self.first[level * k * k..(level + 1) * k * k];
            let mut middle = vec![0.0; k * k];
            for i in 0..k {
                middle[i * k + i] = 1.0;
            }
            for x in pattern.start[level]..pattern.start[level + 1] {
                for y in pattern.start[level]..pattern.start[level + 1] {
                    let (a, b) = (pattern.node[x], pattern.node[y]);
                    let (rows, cols) = (pattern.width[a], pattern.width[b]);
                    for e in 0..k * k {
                        let (left, right) =
                            (pattern.value[x] + e % k * rows, pattern.value[y] + e / k * cols);
                        for i in 0..rows {
                            for j in 0..cols {
                                let s = inverse[(pattern.offset[b] + j) * size + pattern.offset[a] + i];
                                middle[e] += self.meetings[left + i] * s * self.meetings[right + j];
                            }
                        }
                    }
                }
            }
            // L⁻ᵀ M L⁻¹, column by column and then row by row.
            for column in middle.chunks_mut(k) {
                small::back_solve(l, column, k);
            }
            let mut turned: Vec<f64> = (0..k * k).map(|e| middle[e % k * k + e / k]).collect();
            for column in turned.chunks_mut(k) {
                small::back_solve(l, column, k);
            }
            blocks.extend(sandwich(&turned, &self.lambda[0], k));
        }
        blocks
    }
}

/// `Λ M Λᵀ` for a symmetric M.
fn sandwich(m: &[f64], lambda: &[f64], k: usize) -> Vec<f64> {
    let mut half = vec![0.0; k * k];
    for (target, source) in half.chunks_mut(k).zip(m.chunks(k)) {
        small::lower_times(lambda, source, target, k);
    }
    let turned: Vec<f64> = (0..k * k).map(|e| half[e % k * k + e / k]).collect();
    let mut result = vec![0.0; k * k];
    for (target, source) in result.chunks_mut(k).zip(turned.chunks(k)) {
        small::lower_times(lambda, source, target, k);
    }
    result
}

/// Subtracts the cross products of `columns` columns of length `rows` from the lower triangle of `target`.
fn downdate(target: &mut [f64], values: &[f64], rows: usize, columns: usize) {
    for j in 0..columns {
        let right = &values[j * rows..(j + 1) * rows];
        for i in j..columns {
            let left = &values[i * rows..(i + 1) * rows];
            let mut sum = 0.0;
            for (a, b) in left.iter().zip(right) {
                sum += a * b;
            }
            target[j * columns + i] -= sum;
        }
    }
}
