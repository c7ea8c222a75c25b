//! Rows of the model and their cross products: everything the factorisation needs, gathered once by level so
//! that its cost grows with the levels rather than with the rows.

use super::structure::{Group, Structure};

/// The rows of a model, sorted by the level of the first group.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub structure: Structure,
    /// Number of fixed-effect columns.
    pub fixed: usize,
    /// Fixed-effect model matrix, one row after another.
    pub x: Vec<f64>,
    /// The observation each row came from, unless rows have been condensed.
    pub origin: Vec<usize>,
    pub pattern: Pattern,
}

/// Which levels of the later groups meet which levels of the first one, and each other. A node is a level of
/// a later group.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    /// First node of every later group, and the number of nodes at the end.
    pub first_node: Vec<usize>,
    /// First scalar position of every node, and their number at the end.
    pub offset: Vec<usize>,
    /// Width of every node.
    pub width: Vec<usize>,
    /// Group of every node, counted from the first of all groups.
    pub group: Vec<usize>,
    /// Whether all random effects are scalar, so that positions of values are those of meetings and nodes.
    pub scalar: bool,
    /// Meetings of the levels of the first group: those of level i are `start[i]..start[i + 1]`.
    pub start: Vec<usize>,
    /// Node of each meeting, increasing within a level.
    pub node: Vec<usize>,
    /// Where the values of each meeting start.
    pub value: Vec<usize>,
    /// Meeting of each row with each later group: `rows × (groups − 1)`.
    pub meeting: Vec<usize>,
    /// Pairs of nodes of different later groups: larger node first, with the start of their values.
    pub pairs: Vec<(usize, usize, usize)>,
    /// Pair of each row for each pair of later groups.
    pub pair: Vec<usize>,
    /// Number of values of meetings and of pairs.
    pub meeting_values: usize,
    pub pair_values: usize,
}

impl Design {
    /// Sorts rows by the first group and finds the pattern. `x` is given by row.
    pub fn new(structure: Structure, x: &[f64], fixed: usize) -> Design {
        let rows = structure.groups[0].codes.len();
        let mut origin: Vec<usize> = (0..rows).collect();
        origin.sort_by_key(|&i| structure.groups[0].codes[i]);
        let pick = |values: &[f64], width: usize| -> Vec<f64> {
            origin.iter().flat_map(|&i| &values[i * width..(i + 1) * width]).copied().collect()
        };
        let groups = structure
            .groups
            .iter()
            .map(|g| Group {
                width: g.width,
                levels: g.levels,
                codes: origin.iter().map(|&i| g.codes[i]).collect(),
                z: pick(&g.z, g.width),
            })
            .collect();
        let x = pick(x, fixed);
        let structure = Structure { groups, ..structure };
        let pattern = Pattern::new(&structure.groups);
        Design { structure, fixed, x, origin, pattern }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.structure.groups[0].codes.len()
    }

    /// Model rows of fixed effects.
    pub fn x_row(&self, row: usize) -> &[f64] {
        &self.x[row * self.fixed..(row + 1) * self.fixed]
    }
}

impl Pattern {
    pub fn new(groups: &[Group]) -> Pattern {
        let mut pattern = Pattern { first_node: vec![0], offset: vec![0], ..Pattern::default() };
        pattern.scalar = groups.iter().all(|g| g.width == 1);
        for (index, group) in groups.iter().enumerate().skip(1) {
            for _ in 0..group.levels {
                pattern.width.push(group.width);
                pattern.group.push(index);
                pattern.offset.push(pattern.offset[pattern.offset.len() - 1] + group.width);
            }
            pattern.first_node.push(pattern.width.len());
        }
        pattern.find_meetings(groups);
        pattern.find_pairs(groups);
        pattern
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.width.len()
    }

    /// Number of scalar positions of the nodes.
    pub fn size(&self) -> usize {
        self.offset[self.offset.len() - 1]
    }

    fn find_meetings(&mut self, groups: &[Group]) {
        let (rows, later) = (groups[0].codes.len(), groups.len() - 1);
        let levels = groups[0].levels;
        let first_node = self.first_node.clone();
        let key = |row: usize, g: usize| (groups[0].codes[row], first_node[g] + groups[g + 1].codes[row]);
        let mut all: Vec<(usize, usize)> =
            (0..rows).flat_map(|row| (0..later).map(move |g| (row, g))).map(|(row, g)| key(row, g)).collect();
        all.sort_unstable();
        all.dedup();
        self.meeting = vec![0; rows * later];
        for row in 0..rows {
            for g in 0..later {
                let place = all.binary_search(&key(row, g));
                self.meeting[row * later + g] = place.expect("every row's meeting has been listed");
            }
        }
        self.start = vec![0; levels + 1];
        for &(level, node) in &all {
            self.start[level + 1] += 1;
            self.node.push(node);
            self.value.push(self.meeting_values);
            self.meeting_values += self.width[node] * groups[0].width;
        }
        for level in 0..levels {
            self.start[level + 1] += self.start[level];
        }
    }

    fn find_pairs(&mut self, groups: &[Group]) {
        let (rows, later) = (groups[0].codes.len(), groups.len() - 1);
        let combinations: Vec<(usize, usize)> =
            (0..later).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        if combinations.is_empty() {
            return;
        }
        let first_node = self.first_node.clone();
        let key = |row: usize, (a, b): (usize, usize)| {
            (first_node[a] + groups[a + 1].codes[row], first_node[b] + groups[b + 1].codes[row])
        };
        let mut all: Vec<(usize, usize)> = (0..rows)
            .flat_map(|row| combinations.iter().map(move |&c| (row, c)))
            .map(|(row, c)| key(row, c))
            .collect();
        all.sort_unstable();
        all.dedup();
        for row in 0..rows {
            for &c in &combinations {
                let place = all.binary_search(&key(row, c));
                self.pair.push(place.expect("every row's pair has been listed"));
            }
        }
        for (larger, smaller) in all {
            self.pairs.push((larger, smaller, self.pair_values));
            self.pair_values += self.width[larger] * self.width[smaller];
        }
    }
}

/// Weighted cross products of random effects, fixed effects and response. The response is the last "column"
/// after the fixed effects, of which there are `p`, so blocks against them have `p + 1` columns.
#[derive(Clone, Debug)]
pub(super) struct Products {
    /// First group with itself, a k × k block for each level.
    pub first: Vec<f64>,
    /// First group with fixed effects and response, a k × (p + 1) block for each level.
    pub first_fixed: Vec<f64>,
    /// Meetings: node × first group.
    pub meetings: Vec<f64>,
    /// Nodes with themselves.
    pub nodes: Vec<f64>,
    /// Start of each node's values in `nodes`.
    pub node_start: Vec<usize>,
    /// Pairs of nodes of different groups, larger × smaller.
    pub pairs: Vec<f64>,
    /// Nodes with fixed effects and response: `size` × (p + 1), by column.
    pub nodes_fixed: Vec<f64>,
    /// Fixed effects and response with themselves, (p + 1)², lower triangle by column.
    pub fixed: Vec<f64>,
}

impl Products {
    /// Room for the products of a design.
    pub fn new(design: &Design) -> Products {
        let first = &design.structure.groups[0];
        let columns = design.fixed + 1;
        let mut node_start = vec![0];
        for &width in &design.pattern.width {
            node_start.push(node_start[node_start.len() - 1] + width * width);
        }
        Products {
            first: vec![0.0; first.levels * first.width * first.width],
            first_fixed: vec![0.0; first.levels * first.width * columns],
            meetings: vec![0.0; design.pattern.meeting_values],
            nodes: vec![0.0; node_start[node_start.len() - 1]],
            node_start,
            pairs: vec![0.0; design.pattern.pair_values],
            nodes_fixed: vec![0.0; design.pattern.size() * columns],
            fixed: vec![0.0; columns * columns],
        }
    }

    /// Computes the products for a response and optional weights, both by row.
    pub fn accumulate(&mut self, design: &Design, response: &[f64], weights: Option<&[f64]>) {
        for values in [&mut self.first, &mut self.first_fixed, &mut self.meetings, &mut self.nodes] {
            values.fill(0.0);
        }
        for values in [&mut self.pairs, &mut self.nodes_fixed, &mut self.fixed] {
            values.fill(0.0);
        }
        let columns = design.fixed + 1;
        let mut xy = vec![0.0; columns];
        for row in 0..design.rows() {
            let weight = weights.map_or(1.0, |w| w[row]);
            xy[..design.fixed].copy_from_slice(design.x_row(row));
            xy[design.fixed] = response[row];
            if design.pattern.scalar {
                self.add_scalars(design, row, weight, &xy);
            } else {
                self.add_first(design, row, weight, &xy);
                self.add_later(design, row, weight, &xy);
            }
            for j in 0..columns {
                let scaled = weight * xy[j];
                for i in j..columns {
                    self.fixed[j * columns + i] += scaled * xy[i];
                }
            }
        }
    }

    /// Both parts for scalar random effects.
    fn add_scalars(&mut self, design: &Design, row: usize, weight: f64, xy: &[f64]) {
        let (groups, pattern) = (&design.structure.groups, &design.pattern);
        let (later, columns, size) = (groups.len() - 1, xy.len(), pattern.size());
        let (first, level) = (groups[0].z[row], groups[0].codes[row]);
        let scaled = weight * first;
        self.first[level] += scaled * first;
        for (target, value) in self.first_fixed[level * columns..(level + 1) * columns].iter_mut().zip(xy) {
            *target += weight * value * first;
        }
        let mut pair = row * (later * later.saturating_sub(1) / 2);
        for a in 0..later {
            let (z, node) = (groups[a + 1].z[row], pattern.first_node[a] + groups[a + 1].codes[row]);
            self.meetings[pattern.meeting[row * later + a]] += scaled * z;
            self.nodes[node] += weight * z * z;
            for (j, value) in xy.iter().enumerate() {
                self.nodes_fixed[j * size + node] += weight * value * z;
            }
            for other in &groups[1..=a] {
                self.pairs[pattern.pair[pair]] += weight * other.z[row] * z;
                pair += 1;
            }
        }
    }

    fn add_first(&mut self, design: &Design, row: usize, weight: f64, xy: &[f64]) {
        let first = &design.structure.groups[0];
        let (k, level) = (first.width, first.codes[row]);
        let z = &first.z[row * k..(row + 1) * k];
        let block = &mut self.first[level * k * k..(level + 1) * k * k];
        for j in 0..k {
            let scaled = weight * z[j];
            for i in 0..k {
                block[j * k + i] += scaled * z[i];
            }
        }
        let width = k * xy.len();
        let block = &mut self.first_fixed[level * width..(level + 1) * width];
        for (j, value) in xy.iter().enumerate() {
            let scaled = weight * value;
            for i in 0..k {
                block[j * k + i] += scaled * z[i];
            }
        }
    }

    fn add_later(&mut self, design: &Design, row: usize, weight: f64, xy: &[f64]) {
        let (groups, pattern) = (&design.structure.groups, &design.pattern);
        let later = groups.len() - 1;
        let first = &groups[0];
        let z_first = &first.z[row * first.width..(row + 1) * first.width];
        let mut combination = 0;
        let combinations = later * later.saturating_sub(1) / 2;
        for a in 0..later {
            let group = &groups[a + 1];
            let k = group.width;
            let z = &group.z[row * k..(row + 1) * k];
            let meeting = &mut self.meetings[pattern.value[pattern.meeting[row * later + a]]..];
            for (j, value) in z_first.iter().enumerate() {
                let scaled = weight * value;
                for i in 0..k {
                    meeting[j * k + i] += scaled * z[i];
                }
            }
            let node = pattern.first_node[a] + group.codes[row];
            let own = &mut self.nodes[self.node_start[node]..];
            for j in 0..k {
                let scaled = weight * z[j];
                for i in 0..k {
                    own[j * k + i] += scaled * z[i];
                }
            }
            let size = pattern.size();
            for (j, value) in xy.iter().enumerate() {
                let scaled = weight * value;
                let target = &mut self.nodes_fixed[j * size + pattern.offset[node]..];
                for i in 0..k {
                    target[i] += scaled * z[i];
                }
            }
            for b in 0..a {
                let other = &groups[b + 1];
                let z_other = &other.z[row * other.width..(row + 1) * other.width];
                let (_, _, start) = pattern.pairs[pattern.pair[row * combinations + combination]];
                combination += 1;
                for (j, value) in z_other.iter().enumerate() {
                    let scaled = weight * value;
                    for i in 0..k {
                        self.pairs[start + j * k + i] += scaled * z[i];
                    }
                }
            }
        }
    }
}
