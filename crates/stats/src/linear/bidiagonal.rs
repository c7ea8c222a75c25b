//! The singular values of an upper bidiagonal matrix by implicit QR (Demmel and Kahan 1990).

use super::LinearError;
use super::householder::make_rotation;
use crate::matrix::Matrix;

/// Half the distance from 1 to the next double, the unit roundoff.
const UNIT: f64 = f64::EPSILON / 2.0;

/// The way a sweep runs through a block.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Down,
    Up,
}

/// Diagonalises the matrix with diagonal `d` and superdiagonal `e`; the rotations are applied to the rows of
/// `vt` and the columns of `u`. On return `d` is positive and decreasing.
pub(super) fn diagonalise(
    d: &mut [f64],
    e: &mut [f64],
    vt: &mut Matrix,
    u: &mut Matrix,
) -> Result<(), LinearError> {
    let n = d.len();
    let tolerance = UNIT.powf(-0.125).clamp(10.0, 100.0) * UNIT;
    let mut state = State { d, e, vt, u, tolerance, threshold: 0.0 };
    state.threshold = state.deflation_threshold();
    let mut last: Option<(usize, usize)> = None;
    let mut direction = Direction::Down;
    let mut end = n;
    let mut left = 6 * n * n * 2 + 100;
    while end > 1 {
        if left == 0 {
            return Err(LinearError::NoConvergence);
        }
        left -= 1;
        let m = end - 1;
        let (start, largest) = state.block(m);
        if start == m {
            end -= 1;
            continue;
        }
        if start + 1 == m {
            state.solve_pair(start);
            end -= 2;
            continue;
        }
        if last.is_none_or(|(l, old)| start > old || m < l) {
            let down = state.d[start].abs() >= state.d[m].abs();
            direction = if down { Direction::Down } else { Direction::Up };
        }
        let Some(smallest) = state.negligible(start, m, direction) else { continue };
        last = Some((start, m));
        let shift = state.shift(start, m, direction, smallest, largest);
        state.sweep(start, m, direction, shift);
    }
    state.finish();
    Ok(())
}

struct State<'a> {
    d: &'a mut [f64],
    e: &'a mut [f64],
    vt: &'a mut Matrix,
    u: &'a mut Matrix,
    tolerance: f64,
    threshold: f64,
}

impl State<'_> {
    fn deflation_threshold(&self) -> f64 {
        let n = self.d.len();
        let Some(first) = self.d.first() else { return 0.0 };
        let mut mu = first.abs();
        let mut least = mu;
        for i in 1..n {
            if least == 0.0 {
                break;
            }
            mu = self.d[i].abs() * (mu / (mu + self.e[i - 1].abs()));
            least = least.min(mu);
        }
        least /= (n as f64).sqrt();
        (self.tolerance * least).max(6.0 * (n * n) as f64 * f64::MIN_POSITIVE)
    }

    /// Start of the unreduced block that ends at `m`, and its largest entry.
    fn block(&mut self, m: usize) -> (usize, f64) {
        let mut largest = self.d[m].abs();
        for l in (0..m).rev() {
            if self.e[l].abs() <= self.threshold {
                self.e[l] = 0.0;
                return (l + 1, largest);
            }
            largest = largest.max(self.d[l].abs()).max(self.e[l].abs());
        }
        (0, largest)
    }

    /// Sets a negligible off-diagonal to zero and returns nothing, or returns a bound on the smallest
    /// singular value of the block.
    fn negligible(&mut self, start: usize, m: usize, direction: Direction) -> Option<f64> {
        let (edge, head, first) = match direction {
            Direction::Down => (m - 1, m, start),
            Direction::Up => (start, start, m),
        };
        if self.e[edge].abs() <= self.tolerance * self.d[head].abs() {
            self.e[edge] = 0.0;
            return None;
        }
        let mut mu = self.d[first].abs();
        let mut smallest = mu;
        for k in 0..m - start {
            let (off, next) = match direction {
                Direction::Down => (start + k, start + k + 1),
                Direction::Up => (m - 1 - k, m - 1 - k),
            };
            if self.e[off].abs() <= self.tolerance * mu {
                self.e[off] = 0.0;
                return None;
            }
            mu = self.d[next].abs() * (mu / (mu + self.e[off].abs()));
            smallest = smallest.min(mu);
        }
        Some(smallest)
    }

    fn shift(&self, start: usize, m: usize, direction: Direction, smallest: f64, largest: f64) -> f64 {
        let n = self.d.len() as f64;
        if n * self.tolerance * (smallest / largest) <= UNIT.max(0.01 * self.tolerance) {
            return 0.0;
        }
        let (reference, shift) = match direction {
            Direction::Down => {
                (self.d[start].abs(), smaller_singular(self.d[m - 1], self.e[m - 1], self.d[m]))
            }
            Direction::Up => {
                (self.d[m].abs(), smaller_singular(self.d[start], self.e[start], self.d[start + 1]))
            }
        };
        if reference > 0.0 && (shift / reference).powi(2) < UNIT { 0.0 } else { shift }
    }

    fn sweep(&mut self, start: usize, m: usize, direction: Direction, shift: f64) {
        let (right, left) = match (direction, shift == 0.0) {
            (Direction::Down, true) => self.zero_shift_down(start, m),
            (Direction::Up, true) => self.zero_shift_up(start, m),
            (Direction::Down, false) => self.shifted_down(start, m, shift),
            (Direction::Up, false) => self.shifted_up(start, m, shift),
        };
        for (k, c, s) in right {
            rotate_rows(self.vt, k, c, s);
        }
        for (k, c, s) in left {
            rotate_columns(self.u, k, c, s);
        }
        let edge = if direction == Direction::Down { m - 1 } else { start };
        if self.e[edge].abs() <= self.threshold {
            self.e[edge] = 0.0;
        }
    }

    fn zero_shift_down(&mut self, start: usize, m: usize) -> Rotations {
        let (mut right, mut left) = (Vec::new(), Vec::new());
        let (mut c, mut old_c, mut old_s) = (1.0, 1.0, 0.0);
        for i in start..m {
            let (new_c, s, r) = make_rotation(self.d[i] * c, self.e[i]);
            c = new_c;
            if i > start {
                self.e[i - 1] = old_s * r;
            }
            (old_c, old_s, self.d[i]) = make_rotation(old_c * r, self.d[i + 1] * s);
            right.push((i, c, s));
            left.push((i, old_c, old_s));
        }
        let h = self.d[m] * c;
        self.d[m] = h * old_c;
        self.e[m - 1] = h * old_s;
        (right, left)
    }

    fn zero_shift_up(&mut self, start: usize, m: usize) -> Rotations {
        let (mut right, mut left) = (Vec::new(), Vec::new());
        let (mut c, mut old_c, mut old_s) = (1.0, 1.0, 0.0);
        for i in (start + 1..=m).rev() {
            let (new_c, s, r) = make_rotation(self.d[i] * c, self.e[i - 1]);
            c = new_c;
            if i < m {
                self.e[i] = old_s * r;
            }
            (old_c, old_s, self.d[i]) = make_rotation(old_c * r, self.d[i - 1] * s);
            left.push((i - 1, c, -s));
            right.push((i - 1, old_c, -old_s));
        }
        let h = self.d[start] * c;
        self.d[start] = h * old_c;
        self.e[start] = h * old_s;
        (right, left)
    }

    fn shifted_down(&mut self, start: usize, m: usize, shift: f64) -> Rotations {
        let (mut right, mut left) = (Vec::new(), Vec::new());
        let head = self.d[start];
        let mut f = (head.abs() - shift) * (1.0_f64.copysign(head) + shift / head);
        let mut g = self.e[start];
        for i in start..m {
            let (c, s, r) = make_rotation(f, g);
            if i > start {
                self.e[i - 1] = r;
            }
            f = c * self.d[i] + s * self.e[i];
            self.e[i] = c * self.e[i] - s * self.d[i];
            g = s * self.d[i + 1];
            self.d[i + 1] *= c;
            right.push((i, c, s));
            let (c, s, r) = make_rotation(f, g);
            self.d[i] = r;
            f = c * self.e[i] + s * self.d[i + 1];
            self.d[i + 1] = c * self.d[i + 1] - s * self.e[i];
            if i + 1 < m {
                g = s * self.e[i + 1];
                self.e[i + 1] *= c;
            }
            left.push((i, c, s));
        }
        self.e[m - 1] = f;
        (right, left)
    }

    fn shifted_up(&mut self, start: usize, m: usize, shift: f64) -> Rotations {
        let (mut right, mut left) = (Vec::new(), Vec::new());
        let head = self.d[m];
        let mut f = (head.abs() - shift) * (1.0_f64.copysign(head) + shift / head);
        let mut g = self.e[m - 1];
        for i in (start + 1..=m).rev() {
            let (c, s, r) = make_rotation(f, g);
            if i < m {
                self.e[i] = r;
            }
            f = c * self.d[i] + s * self.e[i - 1];
            self.e[i - 1] = c * self.e[i - 1] - s * self.d[i];
            g = s * self.d[i - 1];
            self.d[i - 1] *= c;
            left.push((i - 1, c, -s));
            let (c, s, r) = make_rotation(f, g);
            self.d[i] = r;
            f = c * self.e[i - 1] + s * self.d[i - 1];
            self.d[i - 1] = c * self.d[i - 1] - s * self.e[i - 1];
            if i > start + 1 {
                g = s * self.e[i - 2];
                self.e[i - 2] *= c;
            }
            right.push((i - 1, c, -s));
        }
        self.e[start] = f;
        (right, left)
    }

    fn solve_pair(&mut self, k: usize) {
        let pair = PairSvd::new(self.d[k], self.e[k], self.d[k + 1]);
        self.d[k] = pair.larger;
        self.e[k] = 0.0;
        self.d[k + 1] = pair.smaller;
        rotate_rows(self.vt, k, pair.right.0, pair.right.1);
        rotate_columns(self.u, k, pair.left.0, pair.left.1);
    }

    /// Makes the values positive and sorts them, largest first.
    fn finish(&mut self) {
        let n = self.d.len();
        for k in 0..n {
            if self.d[k] < 0.0 || (self.d[k] == 0.0 && self.d[k].is_sign_negative()) {
                self.d[k] = -self.d[k];
                for j in 0..self.vt.cols() {
                    self.vt[(k, j)] = -self.vt[(k, j)];
                }
            }
        }
        for last in (1..n).rev() {
            let mut least = 0;
            for k in 1..=last {
                if self.d[k] <= self.d[least] {
                    least = k;
                }
            }
            if least != last {
                self.d.swap(least, last);
                self.u.swap_columns(least, last);
                for j in 0..self.vt.cols() {
                    let held = self.vt[(least, j)];
                    self.vt[(least, j)] = self.vt[(last, j)];
                    self.vt[(last, j)] = held;
                }
            }
        }
    }
}

/// Rotations of places (k, k + 1) from the right (rows of Vᵀ) and from the left (columns of U), in order.
type Rotations = (Vec<(usize, f64, f64)>, Vec<(usize, f64, f64)>);

fn rotate_rows(a: &mut Matrix, k: usize, c: f64, s: f64) {
    for j in 0..a.cols() {
        let below = a[(k + 1, j)];
        a[(k + 1, j)] = c * below - s * a[(k, j)];
        a[(k, j)] = s * below + c * a[(k, j)];
    }
}

fn rotate_columns(a: &mut Matrix, k: usize, c: f64, s: f64) {
    for i in 0..a.rows() {
        let next = a[(i, k + 1)];
        a[(i, k + 1)] = c * next - s * a[(i, k)];
        a[(i, k)] = s * next + c * a[(i, k)];
    }
}

/// The smaller singular value of the triangle `(f, g; 0, h)`.
fn smaller_singular(f: f64, g: f64, h: f64) -> f64 {
    let (f, g, h) = (f.abs(), g.abs(), h.abs());
    let (low, high) = (f.min(h), f.max(h));
    if low == 0.0 {
        return 0.0;
    }
    let (sum, difference) = (1.0 + low / high, (high - low) / high);
    if g < high {
        let ratio = (g / high).powi(2);
        low * (2.0 / ((sum * sum + ratio).sqrt() + (difference * difference + ratio).sqrt()))
    } else {
        let ratio = high / g;
        if ratio == 0.0 {
            return low * high / g;
        }
        let c = 1.0 / ((1.0 + (sum * ratio).powi(2)).sqrt() + (1.0 + (difference * ratio).powi(2)).sqrt());
        2.0 * (low * c * ratio)
    }
}

/// The decomposition of the triangle `(f, g; 0, h)`: values with signs, and (cosine, sine) of both sides.
struct PairSvd {
    larger: f64,
    smaller: f64,
    left: (f64, f64),
    right: (f64, f64),
}

impl PairSvd {
    fn new(f: f64, g: f64, h: f64) -> PairSvd {
        let swapped = h.abs() > f.abs();
        let (big, small) = if swapped { (h, f) } else { (f, h) };
        let (big_size, small_size, off) = (big.abs(), small.abs(), g.abs());
        let mut dominant = if swapped { 3 } else { 1 };
        let (smaller, larger, cl, sl, cr, sr);
        if off == 0.0 {
            (smaller, larger, cl, sl, cr, sr) = (small_size, big_size, 1.0, 0.0, 1.0, 0.0);
        } else if off > big_size && big_size / off < UNIT {
            dominant = 2;
            larger = off;
            smaller =
                if small_size > 1.0 { big_size / (off / small_size) } else { big_size / off * small_size };
            (cl, sl, cr, sr) = (1.0, small / g, big / g, 1.0);
        } else {
            if off > big_size {
                dominant = 2;
            }
            let difference = big_size - small_size;
            let l = if difference == big_size { 1.0 } else { difference / big_size };
            let m = g / big;
            let t = 2.0 - l;
            let s = (t * t + m * m).sqrt();
            let r = if l == 0.0 { m.abs() } else { (l * l + m * m).sqrt() };
            let a = 0.5 * (s + r);
            smaller = small_size / a;
            larger = big_size * a;
            let t = if m * m != 0.0 {
                (m / (s + t) + m / (r + l)) * (1.0 + a)
            } else if l == 0.0 {
                2.0_f64.copysign(big) * 1.0_f64.copysign(g)
            } else {
                g / difference.copysign(big) + m / t
            };
            let l = (t * t + 4.0).sqrt();
            cr = 2.0 / l;
            sr = t / l;
            cl = (cr + sr * m) / a;
            sl = small / big * sr / a;
        }
        let (left, right) = if swapped { ((sr, cr), (sl, cl)) } else { ((cl, sl), (cr, sr)) };
        let sign = |x: f64| 1.0_f64.copysign(x);
        let overall = match dominant {
            1 => sign(right.0) * sign(left.0) * sign(f),
            2 => sign(right.1) * sign(left.0) * sign(g),
            _ => sign(right.1) * sign(left.1) * sign(h),
        };
        PairSvd {
            larger: larger.copysign(overall),
            smaller: smaller.copysign(overall * sign(f) * sign(h)),
            left,
            right,
        }
    }
}
