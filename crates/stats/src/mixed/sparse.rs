//! Cholesky factorisation of a sparse symmetric matrix of small blocks, one row and column of blocks for each
//! level of the later grouping factors. The order of elimination is by minimum degree.

use super::{dense, small};
use std::collections::BTreeSet;

/// The factor: for each node in elimination order a panel of its rows below, and at the end a dense tail of
/// those nodes that had come to be linked to almost all others.
#[derive(Clone, Debug)]
pub(super) struct SparseFactor {
    /// Node at each place of the elimination order, and the place of each node.
    order: Vec<usize>,
    place: Vec<usize>,
    /// Width of the node at each place, and the first scalar position of each node in natural order.
    width: Vec<usize>,
    offset: Vec<usize>,
    /// First scalar position of each place, and their number at the end.
    start: Vec<usize>,
    /// First place of the dense tail.
    tail: usize,
    /// Places of the rows of each panel before the tail, its own place first.
    rows: Vec<Vec<usize>>,
    /// First row of each of them within the panel, and the panel's height at the end.
    tops: Vec<Vec<usize>>,
    /// Panels by column; the last one is the tail, a square.
    panels: Vec<Vec<f64>>,
}

/// Where a block is kept: panel, first entry, distance between columns, and whether it is kept transposed.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockPlace {
    panel: usize,
    first: usize,
    stride: usize,
    transposed: bool,
}

/// Share of the remaining nodes that the least linked one must be linked to for the rest to be dense.
const DENSE_SHARE: f64 = 0.7;

/// How much longer an operation takes on a large sparse matrix than on a large dense one.
const SPARSE_COST: f64 = 15.0;

/// Density from which elimination surely fills a large matrix.
const WORTHLESS_DENSITY: f64 = 0.15;

/// Finds an elimination order for a graph of nodes of given widths and the pattern it leads to. Nothing when
/// the work would exceed `budget`, counted in operations on a dense matrix.
pub(super) fn analyse(mut graph: Vec<BTreeSet<usize>>, width: &[usize], budget: f64) -> Option<SparseFactor> {
    let n = graph.len();
    let mut queue: BTreeSet<(usize, usize)> = (0..n).map(|v| (graph[v].len(), v)).collect();
    let (mut order, mut below) = (Vec::with_capacity(n), Vec::new());
    let mut work = 0.0;
    let links: usize = graph.iter().map(BTreeSet::len).sum();
    if n > 300 && links as f64 > WORTHLESS_DENSITY * (n * n) as f64 {
        return None;
    }
    while let Some(&(degree, v)) = queue.first() {
        if queue.len() > 16 && degree as f64 > DENSE_SHARE * queue.len() as f64 {
            break;
        }
        queue.pop_first();
        let neighbours = std::mem::take(&mut graph[v]);
        let height: usize = width[v] + neighbours.iter().map(|&u| width[u]).sum::<usize>();
        work += SPARSE_COST * (height * height * width[v]) as f64;
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
        order.push(v);
        below.push(list);
    }
    let mut rest: Vec<usize> = queue.into_iter().map(|(_, v)| v).collect();
    rest.sort_unstable();
    let size: f64 = rest.iter().map(|&v| width[v] as f64).sum();
    if work + size.powi(3) / 3.0 > budget {
        return None;
    }
    order.extend(rest);
    Some(SparseFactor::new(order, &below, width))
}

impl SparseFactor {
    fn new(order: Vec<usize>, below: &[Vec<usize>], width: &[usize]) -> SparseFactor {
        let n = order.len();
        let mut place = vec![0; n];
        for (k, &v) in order.iter().enumerate() {
            place[v] = k;
        }
        let mut offset = vec![0; n];
        for v in 1..n {
            offset[v] = offset[v - 1] + width[v - 1];
        }
        let widths: Vec<usize> = order.iter().map(|&v| width[v]).collect();
        let mut start = vec![0; n + 1];
        for k in 0..n {
            start[k + 1] = start[k] + widths[k];
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
        let tail = below.len();
        let size = start[n] - start[tail];
        panels.push(vec![0.0; size * size]);
        SparseFactor { order, place, width: widths, offset, start, tail, rows, tops, panels }
    }

    /// Sets all values to zero.
    pub fn clear(&mut self) {
        self.panels.iter_mut().for_each(|panel| panel.fill(0.0));
    }

    /// Where block (a, b) of two nodes is kept.
    pub fn locate(&self, a: usize, b: usize) -> BlockPlace {
        let (pa, pb) = (self.place[a], self.place[b]);
        let (column, row) = (pa.min(pb), pa.max(pb));
        let transposed = pa < pb;
        if column >= self.tail {
            let (base, stride) = (self.start[self.tail], self.tail_size());
            let first = (self.start[column] - base) * stride + self.start[row] - base;
            return BlockPlace { panel: self.tail, first, stride, transposed };
        }
        let index = self.rows[column].binary_search(&row);
        let index = index.expect("the pattern holds every block of the matrix");
        BlockPlace { panel: column, first: self.tops[column][index], stride: self.height(column), transposed }
    }

    /// Adds `value` to entry (i, j) of a located block.
    pub fn add(&mut self, place: BlockPlace, i: usize, j: usize, value: f64) {
        let (row, col) = if place.transposed { (j, i) } else { (i, j) };
        self.panels[place.panel][place.first + col * place.stride + row] += value;
    }

    fn height(&self, column: usize) -> usize {
        self.tops[column][self.rows[column].len()]
    }

    fn tail_size(&self) -> usize {
        self.start[self.order.len()] - self.start[self.tail]
    }

    /// Factorises in place; false when the matrix is not positive definite.
    pub fn factorise(&mut self) -> bool {
        // Panels waiting to update a column, with the index of the row where they meet it.
        let mut waiting: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.tail];
        let mut position = vec![0; self.order.len()];
        let mut tail = std::mem::take(&mut self.panels[self.tail]);
        for k in 0..self.tail {
            for (index, &row) in self.rows[k].iter().enumerate() {
                position[row] = self.tops[k][index];
            }
            let mut panel = std::mem::take(&mut self.panels[k]);
            let height = self.height(k);
            for (earlier, index) in std::mem::take(&mut waiting[k]) {
                self.subtract(&mut panel, height, earlier, index, &position);
                self.wait(&mut waiting, earlier, index + 1);
            }
            if !finish_panel(&mut panel, height, self.width[k]) {
                return false;
            }
            self.panels[k] = panel;
            self.wait(&mut waiting, k, 1);
            self.subtract_from_tail(&mut tail, k);
        }
        let complete = dense::factorise(&mut tail, self.tail_size());
        self.panels[self.tail] = tail;
        complete
    }

    fn wait(&self, waiting: &mut [Vec<(usize, usize)>], panel: usize, index: usize) {
        if let Some(&row) = self.rows[panel].get(index).filter(|&&row| row < self.tail) {
            waiting[row].push((panel, index));
        }
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

    fn subtract_from_tail(&self, tail: &mut [f64], k: usize) {
        let first = self.rows[k].partition_point(|&row| row < self.tail);
        let (top, height, size) = (self.tops[k][first], self.height(k), self.tail_size());
        let base = self.start[self.tail];
        let positions: Vec<usize> = self.rows[k][first..]
            .iter()
            .flat_map(|&row| self.start[row] - base..self.start[row + 1] - base)
            .collect();
        for h in 0..self.width[k] {
            let column = &self.panels[k][h * height + top..(h + 1) * height];
            for (j, (&col, &factor)) in positions.iter().zip(column).enumerate() {
                let target = &mut tail[col * size..(col + 1) * size];
                for (&row, &value) in positions[j..].iter().zip(&column[j..]) {
                    target[row] -= factor * value;
                }
            }
        }
    }

    /// The logarithms of the diagonal, summed.
    pub fn half_log_determinant(&self) -> f64 {
        let mut sum = 0.0;
        for k in 0..self.tail {
            let height = self.height(k);
            for j in 0..self.width[k] {
                sum += self.panels[k][j * height + j].ln();
            }
        }
        let size = self.tail_size();
        for j in 0..size {
            sum += self.panels[self.tail][j * size + j].ln();
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
        for k in 0..self.tail {
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
        dense::forward_solve(&self.panels[self.tail], self.tail_size(), &mut x[self.start[self.tail]..]);
        b.copy_from_slice(&x);
    }

    /// Solves `Lᵀ x = b`; `b` is in elimination order, the result in natural order.
    pub fn backward(&self, b: &mut [f64]) {
        dense::back_solve(&self.panels[self.tail], self.tail_size(), &mut b[self.start[self.tail]..]);
        for k in (0..self.tail).rev() {
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
