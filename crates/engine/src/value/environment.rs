//! Environments: frames of variables with an enclosing environment.

use super::{Attributes, Symbol, Value};
use std::cell::{Cell, Ref, RefCell};
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

/// Variables by name, and where to look on.
#[derive(Clone)]
pub struct Environment(Rc<Scope>);

struct Scope {
    frame: RefCell<Frame>,
    parent: RefCell<Option<Environment>>,
    attributes: RefCell<Attributes>,
    locked: Cell<bool>,
}

/// The variables of one environment in the order they were made.
#[derive(Default)]
pub struct Frame {
    bindings: Vec<Binding>,
    index: Option<Index>,
}

struct Binding {
    name: Symbol,
    value: Value,
    locked: bool,
    active: bool,
}

/// Symbols are small numbers already; spreading their bits is hash enough.
#[derive(Default)]
struct SymbolHasher(u64);

impl Hasher for SymbolHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("symbols hash as one u32")
    }

    fn write_u32(&mut self, id: u32) {
        self.0 = u64::from(id).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

// Looked up only, never iterated, and the hash is fixed.
#[allow(clippy::disallowed_types)]
type Index = std::collections::HashMap<Symbol, usize, BuildHasherDefault<SymbolHasher>>;

/// Frames up to this size are searched in order.
const SMALL: usize = 12;

impl Frame {
    fn position(&self, name: Symbol) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(&name).copied(),
            None => self.bindings.iter().position(|b| b.name == name),
        }
    }

    fn push(&mut self, binding: Binding) {
        let at = self.bindings.len();
        if let Some(index) = &mut self.index {
            index.insert(binding.name, at);
        }
        self.bindings.push(binding);
        if self.index.is_none() && at >= SMALL {
            self.index = Some(self.bindings.iter().enumerate().map(|(i, b)| (b.name, i)).collect());
        }
    }

    fn remove(&mut self, name: Symbol) -> Option<Value> {
        let at = self.position(name)?;
        let binding = self.bindings.remove(at);
        if self.index.is_some() {
            self.index = Some(self.bindings.iter().enumerate().map(|(i, b)| (b.name, i)).collect());
        }
        Some(binding.value)
    }
}

impl Environment {
    /// An empty environment inside `parent`.
    pub fn new(parent: &Self) -> Self {
        Self::with_parent(Some(parent.clone()))
    }

    /// An environment with nothing around it.
    pub fn root() -> Self {
        Self::with_parent(None)
    }

    fn with_parent(parent: Option<Self>) -> Self {
        Self(Rc::new(Scope {
            frame: RefCell::default(),
            parent: RefCell::new(parent),
            attributes: RefCell::default(),
            locked: Cell::new(false),
        }))
    }

    /// The enclosing environment.
    pub fn parent(&self) -> Option<Self> {
        self.0.parent.borrow().clone()
    }

    /// Sets the enclosing environment.
    pub fn set_parent(&self, parent: Option<Self>) {
        *self.0.parent.borrow_mut() = parent;
    }

    /// Whether two are the same environment.
    pub fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// A number that tells environments apart while both live.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    /// Number of variables.
    pub fn len(&self) -> usize {
        self.0.frame.borrow().bindings.len()
    }

    /// Whether it has no variables.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The variable in this very environment.
    pub fn get(&self, name: Symbol) -> Option<Value> {
        let frame = self.0.frame.borrow();
        frame.position(name).map(|i| frame.bindings[i].value.clone())
    }

    /// Whether the variable is in this very environment.
    pub fn has(&self, name: Symbol) -> bool {
        self.0.frame.borrow().position(name).is_some()
    }

    /// The variable here or in an enclosing environment.
    pub fn find(&self, name: Symbol) -> Option<Value> {
        self.find_with_owner(name).map(|(v, _)| v)
    }

    /// The variable and the environment that holds it.
    pub fn find_with_owner(&self, name: Symbol) -> Option<(Value, Self)> {
        let mut scope = self.clone();
        loop {
            if let Some(value) = scope.get(name) {
                return Some((value, scope));
            }
            scope = scope.parent()?;
        }
    }

    /// Calls `look` on each binding of `name` from here outwards until it answers.
    pub fn search<T>(&self, name: Symbol, mut look: impl FnMut(&Value) -> Option<T>) -> Option<T> {
        let mut scope: Rc<Scope> = Rc::clone(&self.0);
        loop {
            {
                let frame = scope.frame.borrow();
                if let Some(i) = frame.position(name)
                    && let Some(answer) = look(&frame.bindings[i].value)
                {
                    return Some(answer);
                }
            }
            let parent = scope.parent.borrow().as_ref().map(|p| Rc::clone(&p.0))?;
            scope = parent;
        }
    }

    /// Sets the variable in this very environment, whatever its locks.
    pub fn set(&self, name: impl Into<Symbol>, value: Value) {
        let name = name.into();
        let mut frame = self.0.frame.borrow_mut();
        let old = match frame.position(name) {
            Some(i) => std::mem::replace(&mut frame.bindings[i].value, value),
            None => {
                frame.push(Binding { name, value, locked: false, active: false });
                Value::Null
            }
        };
        // Dropping the old value may drop other environments; this one must not be borrowed then.
        drop(frame);
        drop(old);
    }

    /// Takes the value out, leaving NULL in its place, so that it can be changed without a copy.
    pub fn take(&self, name: Symbol) -> Option<Value> {
        let mut frame = self.0.frame.borrow_mut();
        let i = frame.position(name)?;
        if frame.bindings[i].locked || frame.bindings[i].active {
            return Some(frame.bindings[i].value.clone());
        }
        Some(std::mem::take(&mut frame.bindings[i].value))
    }

    /// Removes a variable.
    pub fn remove(&self, name: Symbol) -> Option<Value> {
        self.0.frame.borrow_mut().remove(name)
    }

    /// The names in the order they were made.
    pub fn names(&self) -> Vec<Symbol> {
        self.0.frame.borrow().bindings.iter().map(|b| b.name).collect()
    }

    /// Attributes, which environments carry in place.
    pub fn attributes(&self) -> Ref<'_, Attributes> {
        self.0.attributes.borrow()
    }

    /// Sets an attribute in place.
    pub fn set_attribute(&self, name: Symbol, value: Value) {
        self.0.attributes.borrow_mut().set(name, value);
    }

    /// Whether new variables are refused.
    pub fn is_locked(&self) -> bool {
        self.0.locked.get()
    }

    /// Refuses or allows new variables.
    pub fn lock(&self, locked: bool) {
        self.0.locked.set(locked);
    }

    /// Whether a variable refuses a new value.
    pub fn is_binding_locked(&self, name: Symbol) -> bool {
        let frame = self.0.frame.borrow();
        frame.position(name).is_some_and(|i| frame.bindings[i].locked)
    }

    /// Locks or unlocks a variable.
    pub fn lock_binding(&self, name: Symbol, locked: bool) {
        let mut frame = self.0.frame.borrow_mut();
        if let Some(i) = frame.position(name) {
            frame.bindings[i].locked = locked;
        }
    }

    /// Whether a variable is a function called on every reading.
    pub fn is_active(&self, name: Symbol) -> bool {
        let frame = self.0.frame.borrow();
        frame.position(name).is_some_and(|i| frame.bindings[i].active)
    }

    /// Makes a variable a function called on every reading.
    pub fn set_active(&self, name: Symbol, function: Value) {
        self.set(name, function);
        let mut frame = self.0.frame.borrow_mut();
        if let Some(i) = frame.position(name) {
            frame.bindings[i].active = true;
        }
    }
}
