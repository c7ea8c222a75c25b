//! L-BFGS-B: minimisation within bounds by a limited memory quasi-Newton method (Byrd, Lu, Nocedal and Zhu
//! 1995), with the line search of Moré and Thuente (1994).
//!
//! Each iteration follows the projected steepest descent to the minimum of a quadratic model (the Cauchy
//! point), minimises the model over the variables left free there, and searches along the line to that point.

mod line_search;
mod memory;

use super::general::{Differentiable, SearchError};
use line_search::{LineSearch, Verdict};
use memory::Memory;

/// Limits and tolerances.
#[derive(Clone, Copy, Debug)]
pub struct LimitedMemory {
    /// Pairs of steps and gradient changes remembered.
    pub pairs: usize,
    /// Tolerance on the relative reduction of the function, in units of the machine precision.
    pub factor: f64,
    /// Tolerance on the projected gradient.
    pub gradient: f64,
    /// Largest number of iterations.
    pub limit: usize,
}

/// Why the search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The projected gradient is small.
    SmallGradient,
    /// The function does not get smaller.
    SmallReduction,
    /// The limit on iterations was reached.
    Exhausted,
    /// The line search found no better point.
    LineSearchFailed,
    /// A lower bound lies above its upper bound.
    InfeasibleBounds,
}

/// Where the search ended.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitedMemoryResult {
    /// The variables.
    pub x: Vec<f64>,
    /// The function there.
    pub value: f64,
    /// Evaluations of function and gradient.
    pub evaluations: usize,
    /// Why it ended.
    pub ending: Ending,
}

/// An accepted step, with the slopes at its start and end.
type Found = (f64, (f64, f64));

struct Search<'a, 'f, E> {
    f: &'a mut Differentiable<'f, E>,
    lower: &'a [f64],
    upper: &'a [f64],
    x: Vec<f64>,
    value: f64,
    g: Vec<f64>,
    evaluations: usize,
    iterations: usize,
    memory: Memory,
}

/// Minimises `f` between `lower` and `upper`, infinite where there is no bound.
pub fn limited_memory<E>(
    start: &[f64],
    lower: &[f64],
    upper: &[f64],
    control: &LimitedMemory,
    f: &mut Differentiable<'_, E>,
) -> Result<LimitedMemoryResult, SearchError<E>> {
    let n = start.len();
    let x: Vec<f64> = (0..n).map(|i| start[i].max(lower[i]).min(upper[i])).collect();
    if (0..n).any(|i| lower[i] > upper[i]) {
        let ending = Ending::InfeasibleBounds;
        return Ok(LimitedMemoryResult { x, value: f64::NAN, evaluations: 0, ending });
    }
    let memory = Memory::new(control.pairs);
    let (value, g) = (0.0, Vec::new());
    let mut search = Search { f, lower, upper, x, value, g, evaluations: 0, iterations: 0, memory };
    search.evaluate()?;
    let ending = search.run(control)?;
    Ok(LimitedMemoryResult { x: search.x, value: search.value, evaluations: search.evaluations, ending })
}

impl<E> Search<'_, '_, E> {
    fn evaluate(&mut self) -> Result<(), SearchError<E>> {
        self.value = (self.f.value)(&self.x)?;
        if !self.value.is_finite() {
            return Err(SearchError::NotFinite);
        }
        self.g = (self.f.gradient)(&self.x)?;
        self.evaluations += 1;
        Ok(())
    }

    fn run(&mut self, control: &LimitedMemory) -> Result<Ending, SearchError<E>> {
        if self.projected_gradient() <= control.gradient {
            return Ok(Ending::SmallGradient);
        }
        loop {
            let target = self.target();
            let before = (self.x.clone(), self.value, self.g.clone());
            let direction: Vec<f64> = target.iter().zip(&self.x).map(|(z, x)| z - x).collect();
            let Some((step, slopes)) = self.line_search(&target, &direction)? else {
                (self.x, self.value, self.g) = before;
                if self.memory.is_empty() {
                    return Ok(Ending::LineSearchFailed);
                }
                self.memory.forget();
                continue;
            };
            self.iterations += 1;
            if self.iterations > control.limit {
                return Ok(Ending::Exhausted);
            }
            if self.projected_gradient() <= control.gradient {
                return Ok(Ending::SmallGradient);
            }
            let scale = before.1.abs().max(self.value.abs()).max(1.0);
            if before.1 - self.value <= f64::EPSILON * control.factor * scale {
                return Ok(Ending::SmallReduction);
            }
            let change: Vec<f64> = self.g.iter().zip(&before.2).map(|(g, old)| g - old).collect();
            let curvature = (slopes.1 - slopes.0) * step;
            if curvature > f64::EPSILON * (-slopes.0 * step) {
                self.memory.remember(direction.iter().map(|d| d * step).collect(), change, curvature);
            }
        }
    }

    fn is_bounded(&self) -> bool {
        self.lower.iter().chain(self.upper).any(|b| b.is_finite())
    }

    /// Largest component of the gradient projected on the bounds.
    fn projected_gradient(&self) -> f64 {
        (0..self.x.len()).fold(0.0, |largest: f64, i| {
            let g = self.g[i];
            let projected =
                if g < 0.0 { (self.x[i] - self.upper[i]).max(g) } else { (self.x[i] - self.lower[i]).min(g) };
            largest.max(projected.abs())
        })
    }

    /// The minimum of the model: over the free variables at the Cauchy point.
    fn target(&mut self) -> Vec<f64> {
        if !self.is_bounded() && !self.memory.is_empty() {
            let downhill: Vec<f64> = self.g.iter().map(|g| -g).collect();
            let all: Vec<usize> = (0..self.x.len()).collect();
            if let Some(step) = self.memory.newton(&downhill, &all) {
                return self.x.iter().zip(&step).map(|(x, d)| x + d).collect();
            }
            self.memory.forget();
        }
        let Some((cauchy, c)) = self.cauchy_point() else {
            self.memory.forget();
            return self.target();
        };
        let free: Vec<usize> =
            (0..self.x.len()).filter(|&i| cauchy[i] > self.lower[i] && cauchy[i] < self.upper[i]).collect();
        if free.is_empty() || self.memory.is_empty() {
            return cauchy;
        }
        let Some(product) = self.memory.expand(&c) else { return cauchy };
        let theta = self.memory.theta;
        let reduced: Vec<f64> =
            free.iter().map(|&i| -theta * (cauchy[i] - self.x[i]) - self.g[i] + product[i]).collect();
        match self.memory.newton(&reduced, &free) {
            Some(step) => self.shorten(cauchy, &free, &step),
            None => {
                self.memory.forget();
                self.target()
            }
        }
    }

    /// The step from the Cauchy point, cut where the first bound is met.
    fn shorten(&self, mut point: Vec<f64>, free: &[usize], step: &[f64]) -> Vec<f64> {
        let (mut share, mut stop) = (1.0, None);
        for (k, &i) in free.iter().enumerate() {
            let d = step[k];
            let room = if d < 0.0 { self.lower[i] - point[i] } else { self.upper[i] - point[i] };
            if d != 0.0 && room.is_finite() {
                let limit = if room * d <= 0.0 { 0.0 } else { room / d };
                if limit < share {
                    (share, stop) = (limit, Some(k));
                }
            }
        }
        for (k, &i) in free.iter().enumerate() {
            if stop == Some(k) {
                point[i] = if step[k] > 0.0 { self.upper[i] } else { self.lower[i] };
            } else {
                point[i] += share * step[k];
            }
        }
        point
    }

    /// The first minimum of the model along the projected steepest descent, and `Wᵀ` times the way there.
    /// Nothing when the memory has degenerated.
    fn cauchy_point(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        let n = self.x.len();
        let mut point = self.x.clone();
        let mut d = vec![0.0; n];
        let mut breaks: Vec<(f64, usize)> = Vec::new();
        let mut slope = 0.0;
        for i in 0..n {
            let g = self.g[i];
            let room = if g < 0.0 { self.upper[i] - self.x[i] } else { self.x[i] - self.lower[i] };
            if g == 0.0 || room <= 0.0 {
                continue;
            }
            d[i] = -g;
            slope -= g * g;
            if room.is_finite() {
                breaks.push((room / g.abs(), i));
            }
        }
        let mut c = vec![0.0; 2 * self.memory.len()];
        if slope == 0.0 {
            return Some((point, c));
        }
        breaks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let theta = self.memory.theta;
        let mut p = self.memory.shadow(&d);
        let first = -theta * slope;
        let mut curvature = first - self.memory.quadratic(&p, &p)?;
        let mut best = -slope / curvature;
        let mut reached = 0.0;
        let mut free = d.iter().filter(|d| **d != 0.0).count();
        for &(time, i) in &breaks {
            let span = time - reached;
            if best < span {
                break;
            }
            let g = -d[i];
            point[i] = if d[i] > 0.0 { self.upper[i] } else { self.lower[i] };
            let way = point[i] - self.x[i];
            d[i] = 0.0;
            free -= 1;
            for (c, p) in c.iter_mut().zip(&p) {
                *c += span * p;
            }
            reached = time;
            if free == 0 {
                return Some((point, c));
            }
            let row = self.memory.row(i);
            slope += span * curvature + g * g + theta * g * way - g * self.memory.quadratic(&row, &c)?;
            curvature += -theta * g * g
                - 2.0 * g * self.memory.quadratic(&row, &p)?
                - g * g * self.memory.quadratic(&row, &row)?;
            curvature = curvature.max(f64::EPSILON * first);
            for (p, w) in p.iter_mut().zip(&row) {
                *p += g * w;
            }
            best = -slope / curvature;
        }
        let best = best.max(0.0);
        reached += best;
        for i in (0..n).filter(|&i| d[i] != 0.0) {
            point[i] = self.x[i] + reached * d[i];
        }
        for (c, p) in c.iter_mut().zip(&p) {
            *c += best * p;
        }
        Some((point, c))
    }

    /// Searches along the direction; nothing on failure.
    fn line_search(&mut self, target: &[f64], d: &[f64]) -> Result<Option<Found>, SearchError<E>> {
        let n = d.len();
        let length = d.iter().map(|d| d * d).sum::<f64>().sqrt();
        let bounded = |i: usize| self.lower[i].is_finite() || self.upper[i].is_finite();
        let boxed = (0..n).all(|i| self.lower[i].is_finite() && self.upper[i].is_finite());
        let mut largest = 1e10;
        if (0..n).any(bounded) {
            if self.iterations == 0 {
                largest = 1.0;
            } else {
                for i in (0..n).filter(|&i| d[i] != 0.0) {
                    let room = if d[i] < 0.0 { self.lower[i] } else { self.upper[i] } - self.x[i];
                    if room.is_finite() {
                        let limit = if room * d[i] <= 0.0 { 0.0 } else { room / d[i] };
                        largest = f64::min(largest, limit);
                    }
                }
            }
        }
        let step = if self.iterations == 0 && !boxed { (1.0 / length).min(largest) } else { 1.0 };
        let slope: f64 = self.g.iter().zip(d).map(|(g, d)| g * d).sum();
        if slope >= 0.0 {
            return Ok(None);
        }
        let origin = self.x.clone();
        let mut search = LineSearch::new(self.value, slope, step, largest);
        for _ in 0..20 {
            let step = search.step();
            self.x =
                if step == 1.0 { target.to_vec() } else { (0..n).map(|i| step * d[i] + origin[i]).collect() };
            self.evaluate()?;
            let here: f64 = self.g.iter().zip(d).map(|(g, d)| g * d).sum();
            if let Verdict::Accept = search.judge(self.value, here) {
                return Ok(Some((step, (slope, here))));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTROL: LimitedMemory = LimitedMemory { pairs: 5, factor: 1e7, gradient: 0.0, limit: 100 };

    fn rosenbrock(x: &[f64]) -> Result<f64, ()> {
        Ok(100.0 * (x[1] - x[0] * x[0]).powi(2) + (1.0 - x[0]).powi(2))
    }

    fn slope(x: &[f64]) -> Result<Vec<f64>, ()> {
        let a = x[1] - x[0] * x[0];
        Ok(vec![-400.0 * x[0] * a - 2.0 * (1.0 - x[0]), 200.0 * a])
    }

    fn minimum(lower: [f64; 2], upper: [f64; 2]) -> LimitedMemoryResult {
        let mut f = Differentiable { value: &mut rosenbrock, gradient: &mut slope };
        limited_memory(&[-1.2, 1.0], &lower, &upper, &CONTROL, &mut f).unwrap()
    }

    // optim(c(-1.2, 1), fr, grr, method = "L-BFGS-B"), R 4.2.2: 47 evaluations, 2.26757730748798e-13.
    #[test]
    fn without_bounds() {
        let free = [f64::INFINITY; 2];
        let result = minimum(free.map(|b| -b), free);
        assert_eq!((result.evaluations, result.ending), (47, Ending::SmallReduction));
        assert!((result.value / 2.26757730748798e-13 - 1.0).abs() < 1e-3, "{}", result.value);
    }

    // The same with lower = c(-2, -2), upper = c(0.5, 2): 31 evaluations, projected gradient zero.
    #[test]
    fn on_a_bound() {
        let result = minimum([-2.0, -2.0], [0.5, 2.0]);
        assert_eq!((result.x, result.ending), (vec![0.5, 0.25], Ending::SmallGradient));
        assert_eq!(result.evaluations, 31);
    }

    // optim(rep(3, 25), flb, gr, method = "L-BFGS-B", lower = rep(2, 25), upper = rep(4, 25)) of R's example.
    #[test]
    fn many_active_bounds() {
        let mut value = |x: &[f64]| -> Result<f64, ()> {
            let rest = (1..25).map(|i| 4.0 * (x[i] - x[i - 1] * x[i - 1]).powi(2)).sum::<f64>();
            Ok((x[0] - 1.0).powi(2) + rest)
        };
        let mut gradient = |x: &[f64]| -> Result<Vec<f64>, ()> {
            let part = |i: usize| 8.0 * (x[i] - x[i - 1] * x[i - 1]);
            Ok((0..25)
                .map(|i| {
                    let own = if i == 0 { 2.0 * (x[0] - 1.0) } else { part(i) };
                    own - if i < 24 { 2.0 * x[i] * part(i + 1) } else { 0.0 }
                })
                .collect())
        };
        let mut f = Differentiable { value: &mut value, gradient: &mut gradient };
        let result = limited_memory(&[3.0; 25], &[2.0; 25], &[4.0; 25], &CONTROL, &mut f).unwrap();
        assert!((result.value - 368.105912874341).abs() < 1e-6, "{}", result.value);
        assert!((result.x[23] - 2.109093).abs() < 1e-4 && result.x[24] == 4.0);
        assert_eq!(result.evaluations, 6);
    }
}
