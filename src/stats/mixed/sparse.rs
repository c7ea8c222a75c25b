//! Cholesky factorisation of a sparse symmetric matrix of small blocks, one row and column of blocks for each
//! level of the later grouping factors. The order of elimination is by minimum degree.

use super::small;
use std::collections::BTreeSet;

/// The factor: for each node in elimination order a panel of its rows below.
#[derive(Clone, Debug)]
pub(super) struct SparseFactor {
    /// Node at each place of the elimination order, and the place of each node.
    order: Vec<usize>,
    place: Vec<usize>,
    /// Width of the node at each place, and the first scalar position of each node in natural order.
    width: Vec<usize>,
    offset: Vec<usize>,
    /// First scalar position of each place.
    start: Vec<usize>,
    /// Places of the rows of each panel, its own place first.
    rows: Vec<Vec<usize>>,
    /// First row of each of them within the panel, and the panel's height at the end.
    tops: Vec<Vec<usize>>,
    /// Panels by column.
    panels: Vec<Vec<f64>>,
}

/// Finds an elimination order for a graph of nodes of given widths and the pattern it leads to. Nothing when
/// the work would exceed `budget`.
pub(super) fn analyse(mut graph: Vec<BTreeSet<usize>>, width: &[usize], budget: f64) -> Option<SparseFactor> {
    let n = graph.len();
    let mut queue: BTreeSet<(usize, usize)> = (0..n).map(|v| (graph[v].len(), v)).collect();
    let (mut order, mut place, mut below) = (Vec::with_capacity(n), vec![0; n], Vec::with_capacity(n));
    let mut work = 0.0;
    while let Some((_, v)) = queue.pop_first() {
        let neighbours = std::mem::take(&mut graph[v]);
        let height: usize = width[v] + neighbours.iter().map(|&u| width[u]).sum::<usize>();
        work += (height * height * width[v]) as f64;
        if work > budget {
            return None;
        }
        let list: Vec<usize> = neighbours.iter().copied().collect();
        for &u in &list {
            queue.remove(&(graph[u].len(), u));
            graph[u].remove(&v);
            graph[u].extend(list.iter().copied().filter(|&w| w != u));
            queue.insert((graph[u].len(), u));
        }
        place[v] = order.len();
        order.push(v);
        below.push(list);
    }
    let mut offset = vec![0; n];
    for v in 1..n {
        offset[v] = offset[v - 1] + width[v - 1];
    }
    let widths: Vec<usize> = order.iter().map(|&v| width[v]).collect();
    let mut start = vec![0; n];
    for k in 1..n {
        start[k] = start[k - 1] + widths[k - 1];
    }
    let (mut rows, mut tops, mut panels) = (Vec::new(), Vec::new(), Vec::new());
    for (k, list) in below.iter().enumerate() {
        let mut own: Vec<usize> = std::iter::once(k).chain(list.iter().map(|&u| place[u])).collect();
        own.sort_unstable();
        let mut top = vec![0];
        for &r in &own {
            top.push(top[top.len() - 1] + widths[r]);
        }
        panels.push(vec![0.0; top[own.len()] * widths[k]]);
        rows.push(own);
        tops.push(top);
    }
    Some(SparseFactor { order, place, width: widths, offset, start, rows, tops, panels })
}

impl SparseFactor {
    /// Sets all values to zero.
    pub fn clear(&mut self) {
        self.panels.iter_mut().for_each(|panel| panel.fill(0.0));
    }

    /// Where block (a, b) of two nodes is kept: panel, first row, and whether it is kept transposed.
    pub fn locate(&self, a: usize, b: usize) -> (usize, usize, bool) {
        let (pa, pb) = (self.place[a], self.place[b]);
        let (column, row) = (pa.min(pb), pa.max(pb));
        let index = self.rows[column].binary_search(&row);
        let index = index.expect("the pattern holds every block of the matrix");
        (column, self.tops[column][index], pa < pb)
    }

    /// Adds `value` to entry (i, j) of a located block.
    pub fn add(&mut self, (column, top, transposed): (usize, usize, bool), i: usize, j: usize, value: f64) {
        let height = self.height(column);
        let (row, col) = if transposed { (j, i) } else { (i, j) };
        self.panels[column][col * height + top + row] += value;
    }

    fn height(&self, column: usize) -> usize {
        self.tops[column][self.rows[column].len()]
    }

    /// Factorises in place; false when the matrix is not positive definite.
    pub fn factorise(&mut self) -> bool {
        let n = self.order.len();
        // Panels waiting to update a column, with the index of the row where they meet it.
        let mut waiting: Vec<Vec<(usize, usize)>> = vec![Vec::new(); n];
        let mut position = vec![0; n];
        for k in 0..n {
            for (index, &row) in self.rows[k].iter().enumerate() {
                position[row] = self.tops[k][index];
            }
            let mut panel = std::mem::take(&mut self.panels[k]);
            let height = self.height(k);
            for (earlier, index) in std::mem::take(&mut waiting[k]) {
                self.subtract(&mut panel, height, earlier, index, &position);
                if index + 1 < self.rows[earlier].len() {
                    waiting[self.rows[earlier][index + 1]].push((earlier, index + 1));
                }
            }
            if !finish_panel(&mut panel, height, self.width[k]) {
                return false;
            }
            self.panels[k] = panel;
            if self.rows[k].len() > 1 {
                waiting[self.rows[k][1]].push((k, 1));
            }
        }
        true
    }

    fn subtract(&self, panel: &mut [f64], height: usize, earlier: usize, index: usize, position: &[usize]) {
        let source = &self.panels[earlier];
        let source_height = self.height(earlier);
        let (tops, rows) = (&self.tops[earlier], &self.rows[earlier]);
        let (top, width) = (tops[index], tops[index + 1] - tops[index]);
        for h in 0..self.width[earlier] {
            let column = &source[h * source_height..(h + 1) * source_height];
            for j in 0..width {
                let factor = column[top + j];
                for other in index..rows.len() {
                    let target = j * height + position[rows[other]];
                    for i in 0..tops[other + 1] - tops[other] {
                        panel[target + i] -= factor * column[tops[other] + i];
                    }
                }
            }
        }
    }

    /// The logarithms of the diagonal, summed.
    pub fn half_log_determinant(&self) -> f64 {
        let mut sum = 0.0;
        for k in 0..self.order.len() {
            let height = self.height(k);
            for j in 0..self.width[k] {
                sum += self.panels[k][j * height + j].ln();
            }
        }
        sum
    }

    /// Solves `L x = b`; `b` is in natural order, the result in elimination order.
    pub fn forward(&self, b: &mut [f64]) {
        let mut x = vec![0.0; b.len()];
        for (k, &v) in self.order.iter().enumerate() {
            let width = self.width[k];
            x[self.start[k]..self.start[k] + width]
                .copy_from_slice(&b[self.offset[v]..self.offset[v] + width]);
        }
        for k in 0..self.order.len() {
            let height = self.height(k);
            for j in 0..self.width[k] {
                let column = &self.panels[k][j * height..(j + 1) * height];
                let value = x[self.start[k] + j] / column[j];
                x[self.start[k] + j] = value;
                for i in j + 1..self.width[k] {
                    x[self.start[k] + i] -= value * column[i];
                }
                for (index, &row) in self.rows[k].iter().enumerate().skip(1) {
                    for i in 0..self.width[row] {
                        x[self.start[row] + i] -= value * column[self.tops[k][index] + i];
                    }
                }
            }
        }
        b.copy_from_slice(&x);
    }

    /// Solves `Lᵀ x = b`; `b` is in elimination order, the result in natural order.
    pub fn backward(&self, b: &mut [f64]) {
        for k in (0..self.order.len()).rev() {
            let height = self.height(k);
            for j in (0..self.width[k]).rev() {
                let column = &self.panels[k][j * height..(j + 1) * height];
                let mut sum = b[self.start[k] + j];
                for i in j + 1..self.width[k] {
                    sum -= column[i] * b[self.start[k] + i];
                }
                for (index, &row) in self.rows[k].iter().enumerate().skip(1) {
                    for i in 0..self.width[row] {
                        sum -= column[self.tops[k][index] + i] * b[self.start[row] + i];
                    }
                }
                b[self.start[k] + j] = sum / column[j];
            }
        }
        let mut x = vec![0.0; b.len()];
        for (k, &v) in self.order.iter().enumerate() {
            let width = self.width[k];
            x[self.offset[v]..self.offset[v] + width]
                .copy_from_slice(&b[self.start[k]..self.start[k] + width]);
        }
        b.copy_from_slice(&x);
    }
}

/// Factorises the diagonal block of a panel and solves the rows below.
fn finish_panel(panel: &mut [f64], height: usize, width: usize) -> bool {
    if width == 1 {
        if panel[0] <= 0.0 || panel[0].is_nan() {
            return false;
        }
        let root = panel[0].sqrt();
        panel[0] = root;
        panel[1..].iter_mut().for_each(|v| *v /= root);
        return true;
    }
    let mut diagonal: Vec<f64> =
        (0..width).flat_map(|j| panel[j * height..j * height + width].to_vec()).collect();
    if !small::cholesky(&mut diagonal, width) {
        return false;
    }
    for j in 0..width {
        for i in 0..width {
            panel[j * height + i] = if i >= j { diagonal[j * width + i] } else { 0.0 };
        }
    }
    for c in 0..width {
        for i in width..height {
            let mut sum = panel[c * height + i];
            for d in 0..c {
                sum -= panel[d * height + i] * diagonal[d * width + c];
            }
            panel[c * height + i] = sum / diagonal[c * width + c];
        }
    }
    true
}
