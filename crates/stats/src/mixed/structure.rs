//! The shape of the random effects: terms, the groups that share a grouping factor, and the relative
//! covariance factor Λ as a function of theta.

use crate::matrix::Matrix;

/// One random-effects term, such as `(x | g)`.
#[derive(Clone, Debug)]
pub struct RandomTerm {
    /// Model matrix of the term, n × k.
    pub columns: Matrix,
    /// Level of the grouping factor for every observation, from 0.
    pub codes: Vec<usize>,
    /// Number of levels.
    pub levels: usize,
}

/// The order in which the terms enter the model: decreasing number of levels, ties as they come.
pub fn term_order(terms: &[RandomTerm]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by(|&a, &b| terms[b].levels.cmp(&terms[a].levels));
    order
}

/// Where a term stands among the groups.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub group: usize,
    /// First column within the group.
    pub column: usize,
    pub width: usize,
}

/// Random effects that share a grouping factor: Λ has one block of `width` for each level.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub width: usize,
    pub levels: usize,
    /// Level of every row.
    pub codes: Vec<usize>,
    /// Model matrix, one row after another.
    pub z: Vec<f64>,
}

/// Terms, groups, and the places of theta in Λ.
#[derive(Clone, Debug)]
pub(super) struct Structure {
    pub groups: Vec<Group>,
    pub places: Vec<Place>,
    /// Number of theta parameters.
    pub parameters: usize,
}

impl Structure {
    /// Collects terms, given in model order, into groups; neighbours of equal factors share one.
    pub fn new(terms: &[&RandomTerm]) -> Structure {
        let mut groups: Vec<Group> = Vec::new();
        let mut places = Vec::new();
        let mut members: Vec<Vec<usize>> = Vec::new();
        for (index, term) in terms.iter().enumerate() {
            let width = term.columns.cols();
            let same = groups.iter().position(|g| g.levels == term.levels && g.codes == term.codes);
            let group = same.unwrap_or_else(|| {
                groups.push(Group {
                    width: 0,
                    levels: term.levels,
                    codes: term.codes.clone(),
                    z: Vec::new(),
                });
                members.push(Vec::new());
                groups.len() - 1
            });
            places.push(Place { group, column: groups[group].width, width });
            groups[group].width += width;
            members[group].push(index);
        }
        for (group, members) in groups.iter_mut().zip(&members) {
            let rows = group.codes.len();
            group.z = Vec::with_capacity(rows * group.width);
            for row in 0..rows {
                for &index in members {
                    let columns = &terms[index].columns;
                    group.z.extend((0..columns.cols()).map(|j| columns[(row, j)]));
                }
            }
        }
        let parameters = places.iter().map(|p| p.width * (p.width + 1) / 2).sum();
        Structure { groups, places, parameters }
    }

    /// The starting value of theta: ones on the diagonals.
    pub fn start(&self) -> Vec<f64> {
        self.diagonal_map(1.0, 0.0)
    }

    /// Lower bounds of theta: zero on the diagonals, none elsewhere.
    pub fn lower(&self) -> Vec<f64> {
        self.diagonal_map(0.0, f64::NEG_INFINITY)
    }

    fn diagonal_map(&self, on: f64, off: f64) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.parameters);
        for place in &self.places {
            for j in 0..place.width {
                values.extend((j..place.width).map(|i| if i == j { on } else { off }));
            }
        }
        values
    }

    /// Λ's block of every group, by column: lower triangular, one diagonal part for each term.
    pub fn lambda(&self, theta: &[f64]) -> Vec<Vec<f64>> {
        let mut blocks: Vec<Vec<f64>> = self.groups.iter().map(|g| vec![0.0; g.width * g.width]).collect();
        let mut next = 0;
        for place in &self.places {
            let width = self.groups[place.group].width;
            for j in 0..place.width {
                for i in j..place.width {
                    blocks[place.group][(place.column + j) * width + place.column + i] = theta[next];
                    next += 1;
                }
            }
        }
        blocks
    }
}

/// Λ's template for one term: lower triangular, by column.
pub fn lambda_of_term(theta: &[f64], width: usize) -> Matrix {
    let mut lambda = Matrix::zeros(width, width);
    let mut next = 0;
    for j in 0..width {
        for i in j..width {
            lambda[(i, j)] = theta[next];
            next += 1;
        }
    }
    lambda
}
