//! Condensing the rows of a level by an orthogonal transformation.

use super::design::{Design, Pattern};
use super::structure::{Group, Structure};
use crate::linear::Qr;
use crate::matrix::Matrix;

/// Replaces the rows of every level by the triangular factor of `[Z X y]` where that has fewer. Only a single
/// grouping factor allows it.
pub(super) fn condense(design: Design, response: Vec<f64>) -> (Design, Vec<f64>) {
    let [group] = design.structure.groups.as_slice() else { return (design, response) };
    let (k, p) = (group.width, design.fixed);
    let columns = k + p + 1;
    if design.rows() < 2 * group.levels * columns {
        return (design, response);
    }
    let (mut codes, mut z, mut x, mut y) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut start = 0;
    while start < design.rows() {
        let level = group.codes[start];
        let count = group.codes[start..].iter().take_while(|&&c| c == level).count();
        let entry = |i: usize, j: usize| {
            let row = start + i;
            if j < k {
                group.z[row * k + j]
            } else if j < k + p {
                design.x[row * p + j - k]
            } else {
                response[row]
            }
        };
        let block = Matrix::from_fn(count, columns, entry);
        // Without a tolerance no column moves.
        let block = if count > columns { Qr::new(block, 0.0).r() } else { block };
        for i in 0..block.rows() {
            codes.push(level);
            z.extend((0..k).map(|j| block[(i, j)]));
            x.extend((k..k + p).map(|j| block[(i, j)]));
            y.push(block[(i, k + p)]);
        }
        start += count;
    }
    let group = Group { width: k, levels: group.levels, codes, z };
    let structure = Structure { groups: vec![group], ..design.structure };
    let pattern = Pattern::new(&structure.groups);
    (Design { structure, fixed: p, x, origin: Vec::new(), pattern }, y)
}
