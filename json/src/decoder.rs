//! Reading JSON by a table: in one pass over bytes as they come, with what is wrong kept by its path.
//!
//! What is of another kind than the table says does not end the reading: it is noted, and stepped over, since only the whole text can
//! say whether it is JSON at all, and only the whole envelope whether its payload matters.
//!
//! A member is read when all of it is there; only what is stepped over is let go in pieces. So what is held of the text is one piece of
//! it, or one kept text.

use std::mem;
use std::rc::Rc;

use crate::memory;
use crate::numbers::{Numbers, digits};
use crate::reader::{MAX_DEPTH, Read, What, Wrong, is_object, mend, raw};
use crate::rows::{Block, Cell, Layout, Rows, Unfit, slot_of_number};
use crate::scan::{Stop, byte, escape, literal, more_run, number, run, space, unfit, word_of};
use crate::secret::Secret;
use crate::shape::{Field, Kind, Need, Shape};
use crate::skip::Skip;
use crate::value::Value;

/// Reads a text that comes in pieces.
pub struct Decoder {
    /// What is there and was not read yet, from `at` on.
    input: Vec<u8>,
    at: usize,
    /// So much must be there before there is anything new to read.
    wanted: usize,
    reading: Reading,
}

impl Decoder {
    /// For an object of a table. `rows` takes the first list of objects that holds no lists itself; without it, the list is a value.
    pub fn new(shape: &'static Shape, numbers: Numbers, rows: Option<Box<dyn Rows>>) -> Self {
        Self {
            input: Vec::new(),
            at: 0,
            wanted: 0,
            reading: Reading::new(shape, numbers, rows),
        }
    }

    /// Where the next piece is added. Short pieces take the least memory: 64 KiB are as fast as any.
    pub fn input(&mut self) -> &mut Vec<u8> {
        self.input.drain(..self.at);
        self.at = 0;
        &mut self.input
    }

    /// Reads what was added.
    pub fn read(&mut self) {
        if self.input.len() >= self.wanted {
            self.run(false);
        }
    }

    /// Reads what is left, and says what the whole is.
    ///
    /// # Errors
    /// What is wrong with the text, or with a member that is not [`Need::Late`].
    pub fn end(mut self) -> Result<Read, Wrong> {
        self.run(true);
        self.reading.end()
    }

    fn run(&mut self, is_last: bool) {
        let reading = &mut self.reading;
        reading.at = self.at;
        reading.is_last = is_last;
        let stop = reading.run(&self.input);
        self.at = reading.at;
        if stop != Stop::Short {
            // Nothing of it is kept.
            self.reading = Reading::new(reading.shape, reading.numbers, None);
            self.reading.state = State::Broken(stop);
            self.input = Vec::new();
            self.at = 0;
        }
        self.wanted = self.input.len().saturating_sub(self.at).saturating_mul(2);
    }
}

/// Where the reading stands: before, in or after a value of the innermost container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the whole.
    Start { has_form_feed: bool },
    /// At the whole's first byte.
    Value,
    /// After an opening bracket.
    First,
    /// After a value.
    Next,
    /// Inside of what is stepped over.
    Skip,
    /// After the whole.
    End,
    /// It can't go on.
    Broken(Stop),
}

/// What a container becomes.
enum Becomes {
    /// The whole text.
    Whole,
    Members(Vec<(&'static str, Value)>),
    Items(Vec<Value>),
    /// Part of a row, whose slots begin here.
    Row(usize),
    Rows,
}

/// A container that is read.
struct Frame {
    becomes: Becomes,
    /// Of a list: what its items are.
    item: Kind,
    /// Of an object: how it is read. Of rows: how each is.
    layout: Rc<Layout>,
    /// The bits of an object's members: those that were met, and those that have a value.
    met: u32,
    there: u32,
    /// The cell that is likely to be next.
    next: usize,
    /// The member that is read, and whether it was there before.
    field: Option<&'static Field>,
    is_twice: bool,
    /// The item that is read.
    index: u64,
    is_late: bool,
}

impl Frame {
    fn new(becomes: Becomes, item: Kind, layout: Rc<Layout>, is_late: bool) -> Self {
        Self {
            becomes,
            item,
            layout,
            met: 0,
            there: 0,
            next: 0,
            field: None,
            is_twice: false,
            index: 0,
            is_late,
        }
    }
}

/// What a text or a number is taken for.
enum Scalar {
    /// The text that was read last.
    Text,
    /// The same, which is an object of unknown fields.
    Json,
    Number(f64),
    Flag(bool),
    /// As if it were not there.
    Nothing,
}

struct Reading {
    numbers: Numbers,
    shape: &'static Shape,
    at: usize,
    has_begun: bool,
    is_last: bool,
    state: State,
    /// The innermost container, and those around it.
    top: Frame,
    frames: Vec<Frame>,
    skip: Skip,
    block: Block,
    taker: Option<Box<dyn Rows>>,
    /// Of the list of rows: which frame it is, and the index of the block's first row.
    rows_depth: usize,
    first_row: u64,
    value: Value,
    wrong: Option<Wrong>,
    late_wrong: Option<Wrong>,
}

impl Reading {
    fn new(shape: &'static Shape, numbers: Numbers, rows: Option<Box<dyn Rows>>) -> Self {
        Self {
            numbers,
            shape,
            at: 0,
            has_begun: false,
            is_last: false,
            state: State::Start {
                has_form_feed: false,
            },
            top: Frame::new(Becomes::Whole, Kind::Object(shape), Rc::default(), false),
            frames: Vec::new(),
            skip: Skip::new(0),
            block: Block::default(),
            taker: rows,
            rows_depth: 0,
            first_row: 0,
            value: Value::Absent,
            wrong: None,
            late_wrong: None,
        }
    }

    fn end(self) -> Result<Read, Wrong> {
        let whole = |what| Wrong {
            what,
            path: String::new(),
        };
        match (self.state, self.wrong) {
            (State::Start { .. }, _) => Err(whole(What::Empty)),
            (State::Broken(Stop::TooDeep), _) => Err(whole(What::TooDeep)),
            (State::Broken(Stop::OutOfMemory), _) => Err(whole(What::OutOfMemory)),
            (State::End, Some(wrong)) => Err(wrong),
            (State::End, None) if self.value.is_absent() => Err(whole(What::Not("an object"))),
            (State::End, None) => Ok(Read {
                value: self.value,
                late: self.late_wrong,
            }),
            _ => Err(whole(What::NotJson)),
        }
    }

    fn run(&mut self, input: &[u8]) -> Stop {
        loop {
            let step = match self.state {
                State::Start { has_form_feed } => self.start(input, has_form_feed),
                State::Value => self.value(input, self.at, Kind::Object(self.shape), None),
                State::First | State::Next => match self.top.becomes {
                    Becomes::Items(_) | Becomes::Rows => self.list(input, self.top.item),
                    _ => self.object(input),
                },
                State::Skip => {
                    let mut at = self.at;
                    let done = self.skip.run(input, &mut at, self.is_last);
                    self.at = at;
                    done.map(|()| self.advance(at))
                }
                State::End => {
                    self.at = space(input, self.at);
                    Err(unfit(input, self.at))
                }
                State::Broken(stop) => Err(stop),
            };
            if let Err(stop) = step {
                return stop;
            }
        }
    }

    /// A value has ended: what comes after it is next.
    fn advance(&mut self, at: usize) {
        self.at = at;
        self.state = match self.top.becomes {
            Becomes::Whole => State::End,
            _ => State::Next,
        };
    }

    // ── Containers ──────────────────────────────────────────────────────────────────────────────

    fn start(&mut self, input: &[u8], mut has_form_feed: bool) -> Result<(), Stop> {
        const MARK: &[u8] = b"\xEF\xBB\xBF";
        let mut at = self.at;
        if !self.has_begun && byte(input, 0) == 0xEF {
            at = match literal(input, 0, MARK) {
                Err(Stop::Short) if self.is_last => Err(Stop::NotJson),
                end => end,
            }?;
        }
        self.has_begun |= !input.is_empty();
        while let Some(byte) = input.get(at).filter(|byte| byte.is_ascii_whitespace()) {
            has_form_feed |= *byte == b'\x0C';
            at = at.wrapping_add(1);
        }
        self.at = at;
        if at >= input.len() {
            self.state = State::Start { has_form_feed };
            return Err(Stop::Short);
        }
        if has_form_feed {
            return Err(Stop::NotJson);
        }
        self.state = State::Value;
        Ok(())
    }

    fn object(&mut self, input: &[u8]) -> Result<(), Stop> {
        let layout = Rc::clone(&self.top.layout);
        loop {
            self.plain_members(input, &layout);
            let mut at = space(input, self.at);
            match (byte(input, at), self.state) {
                (b'}', _) => {
                    self.close_object(&layout, at.wrapping_add(1));
                    return Ok(());
                }
                (_, State::First) => {}
                (b',', _) => at = space(input, at.wrapping_add(1)),
                _ => return Err(unfit(input, at)),
            }
            let (found, after) = self.name(input, at, &layout)?;
            at = space(input, after);
            let Some(cell) = layout.cells.get(found) else {
                self.step_over(at);
                return Ok(());
            };
            self.top.next = found.wrapping_add(1);
            let is_twice = self.top.met & cell.bit != 0;
            if is_twice && !matches!(cell.field.kind, Kind::Any) {
                self.note(Some(cell.field), What::Twice);
            }
            self.top.is_twice = is_twice;
            let met = self.top.met;
            self.top.met |= cell.bit;
            let depth = self.frames.len();
            if let Err(stop) = self.value(input, at, cell.field.kind, Some(cell)) {
                self.top.met = met;
                return Err(stop);
            }
            if self.frames.len() != depth || self.state != State::Next {
                return Ok(());
            }
        }
    }

    /// Reads members of rows, row after row, as long as they are what nearly all of the text of a long answer is: in the table's order,
    /// whole, texts and small numbers. It stops before what is anything else, and leaves that to others.
    #[inline(never)]
    fn plain_members(&mut self, input: &[u8], layout: &Layout) -> Option<()> {
        let Becomes::Row(mut base) = self.top.becomes else {
            return None;
        };
        if !self.keeps_rows() {
            return None;
        }
        let is_row = self.frames.len() == self.rows_depth.wrapping_add(1);
        let mut is_first = self.state == State::First;
        let mut at = self.at;
        let mut met = self.top.met;
        let mut next = self.top.next;
        loop {
            at = space(input, at);
            match byte(input, at) {
                // A row is whole, and the next one begins.
                b'}' if is_row && met & layout.required == layout.required => {
                    at = space(input, at.wrapping_add(1));
                    let begin = space(input, at.wrapping_add(1));
                    if byte(input, at) != b',' || byte(input, begin) != b'{' {
                        return None;
                    }
                    if !self.block.goes_on(base, self.top.there) {
                        return None;
                    }
                    if let Some(rows) = self.frames.last_mut() {
                        rows.index = rows.index.wrapping_add(1);
                    }
                    base = base.wrapping_add(layout.slots);
                    at = begin.wrapping_add(1);
                    met = 0;
                    next = 0;
                    is_first = true;
                    self.top.becomes = Becomes::Row(base);
                    self.top.there = 0;
                    self.top.field = None;
                    self.state = State::First;
                }
                byte => {
                    if !is_first {
                        if byte != b',' {
                            return None;
                        }
                        at = space(input, at.wrapping_add(1));
                    }
                    // Those that are not there are passed over.
                    let cell = loop {
                        let cell = layout.cells.get(next)?;
                        next = next.wrapping_add(1);
                        if let Some(after) = cell.pattern.matches(input, at) {
                            at = space(input, after);
                            break cell;
                        }
                    };
                    if met & cell.bit != 0 {
                        return None;
                    }
                    let slot = match (cell.field.kind, self::byte(input, at)) {
                        (Kind::Text | Kind::Id, b'"') => {
                            let from = at.wrapping_add(1);
                            if self.block.room() < input.len().wrapping_sub(at).wrapping_add(8) {
                                return None;
                            }
                            let (length, is_ascii) = run(input, from, self.block.free());
                            at = from.wrapping_add(length);
                            if self::byte(input, at) != b'"' {
                                return None;
                            }
                            at = at.wrapping_add(1);
                            self.block.keep_short(length, is_ascii, cell.slot).ok()?
                        }
                        (Kind::Number, b'0'..=b'9') => {
                            let (end, number) = whole_number(input, at)?;
                            at = end;
                            slot_of_number(number)
                        }
                        (Kind::Id, b'0'..=b'9') => {
                            let (end, _) = whole_number(input, at)?;
                            let length = self.block.read(input.get(at..end)?).ok()?;
                            at = end;
                            self.block.keep_short(length, true, cell.slot).ok()?
                        }
                        _ => return None,
                    };
                    self.put(base.wrapping_add(cell.slot), slot);
                    met |= cell.bit;
                    is_first = false;
                    self.top.there |= cell.bit;
                    self.state = State::Next;
                }
            }
            self.at = at;
            self.top.met = met;
            self.top.next = next;
        }
    }

    fn list(&mut self, input: &[u8], item: Kind) -> Result<(), Stop> {
        let mut at = space(input, self.at);
        match (byte(input, at), self.state) {
            (b']', _) => {
                self.close_list(at.wrapping_add(1));
                return Ok(());
            }
            (_, State::First) => {}
            (b',', _) => at = at.wrapping_add(1),
            _ => return Err(unfit(input, at)),
        }
        let index = self.top.index;
        if self.state == State::Next {
            self.top.index = index.wrapping_add(1);
        }
        let done = self.value(input, at, item, None);
        if done.is_err() {
            self.top.index = index;
        }
        done
    }

    fn open(&mut self, frame: Frame, at: usize) -> Result<(), Stop> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(Stop::TooDeep);
        }
        self.frames.try_reserve(1).map_err(|_| Stop::OutOfMemory)?;
        self.frames.push(mem::replace(&mut self.top, frame));
        self.at = at;
        self.state = State::First;
        Ok(())
    }

    fn open_object(
        &mut self,
        at: usize,
        shape: &'static Shape,
        cell: Option<&Cell>,
        is_late: bool,
    ) -> Result<(), Stop> {
        let (becomes, layout) = match (&self.top.becomes, cell) {
            (Becomes::Rows, _) => {
                let layout = Rc::clone(&self.top.layout);
                if !self.block.has_room_for_row() {
                    self.flush();
                }
                let base = self.block.count.wrapping_mul(layout.slots);
                (Becomes::Row(base), layout)
            }
            (
                Becomes::Row(base),
                Some(Cell {
                    inner: Some(inner),
                    slot,
                    bit,
                    ..
                }),
            ) => {
                let base = base.wrapping_add(*slot);
                self.top.there |= bit;
                (Becomes::Row(base), Rc::clone(inner))
            }
            _ => (Becomes::Members(Vec::new()), Layout::flat(shape)),
        };
        self.open(
            Frame::new(becomes, Kind::Object(shape), layout, is_late),
            at,
        )
    }

    fn open_list(&mut self, at: usize, item: Kind, is_late: bool) -> Result<(), Stop> {
        // The taker goes with the list, so that the first one alone is rows.
        let rows = match (&self.taker, item) {
            (Some(taker), Kind::Object(shape)) => {
                Layout::of_rows(shape).map(|layout| (layout, taker.is_for_script()))
            }
            _ => None,
        };
        let Some((layout, is_for_script)) = rows else {
            let becomes = Becomes::Items(Vec::new());
            return self.open(Frame::new(becomes, item, Rc::default(), is_late), at);
        };
        self.rows_depth = self.frames.len().wrapping_add(1);
        self.first_row = 0;
        self.block.begin(Rc::clone(&layout), is_for_script);
        self.open(Frame::new(Becomes::Rows, item, layout, is_late), at)
    }

    fn close_object(&mut self, layout: &Layout, at: usize) {
        if self.top.met & layout.required != layout.required {
            for cell in &layout.cells {
                if cell.field.need == Need::Required && self.top.met & cell.bit == 0 {
                    self.note(Some(cell.field), What::Lacking);
                }
            }
        }
        let Some(parent) = self.frames.pop() else {
            return;
        };
        let done = mem::replace(&mut self.top, parent);
        match done.becomes {
            Becomes::Row(base) => {
                self.put(base, done.there.into());
                let is_row = matches!(self.top.becomes, Becomes::Rows);
                if is_row && self.keeps_rows() {
                    self.block.count = self.block.count.wrapping_add(1);
                }
                self.advance(at);
            }
            Becomes::Members(members) => self.deliver(Value::Object(members), at),
            _ => {}
        }
    }

    fn close_list(&mut self, at: usize) {
        if let Becomes::Rows = self.top.becomes {
            self.flush();
        }
        let is_late = self.top.is_late;
        let Some(parent) = self.frames.pop() else {
            return;
        };
        let value = match mem::replace(&mut self.top, parent).becomes {
            Becomes::Items(items) => Value::List(items),
            _ => {
                self.rows_depth = 0;
                let taken = self.taker.take().map(|mut taker| taker.end());
                taken.unwrap_or(Ok(Value::Absent)).unwrap_or_else(|what| {
                    let member = self.top.field.map_or("", |field| field.from);
                    let path = self.path(self.frames.len(), None, member);
                    self.tell(is_late, path, what);
                    Value::Absent
                })
            }
        };
        self.deliver(value, at);
    }

    /// A value of the innermost container was read.
    fn deliver(&mut self, value: Value, at: usize) {
        let has_room = match &mut self.top.becomes {
            Becomes::Whole => {
                self.value = value;
                true
            }
            Becomes::Members(members) => {
                let Some(field) = self.top.field else {
                    return;
                };
                let has_room = members.try_reserve(1).is_ok();
                if has_room && !value.is_absent() {
                    members.push((field.to, value));
                }
                has_room
            }
            Becomes::Items(items) => {
                let has_room = items.try_reserve(1).is_ok();
                if has_room && !value.is_absent() {
                    items.push(value);
                }
                has_room
            }
            Becomes::Row(_) | Becomes::Rows => true,
        };
        self.advance(at);
        if !has_room {
            self.state = State::Broken(Stop::OutOfMemory);
        }
    }

    // ── Rows ────────────────────────────────────────────────────────────────────────────────────

    /// True as long as nothing is wrong that makes rows needless.
    fn keeps_rows(&self) -> bool {
        self.late_wrong.is_none() && self.wrong.is_none()
    }

    /// Hands the rows over that are whole.
    fn flush(&mut self) {
        if self.block.count > 0
            && self.keeps_rows()
            && let Some(taker) = &mut self.taker
        {
            let taken = taker.take(&mut self.block);
            if let Err(Unfit { row, member, what }) = taken {
                let index = self.first_row.wrapping_add(row as u64);
                let path = self.path(self.rows_depth, Some(index), member);
                self.tell(self.rows_frame().is_late, path, what);
            }
        }
        self.block.clear();
        self.first_row = self.rows_frame().index;
    }

    /// The list of rows.
    fn rows_frame(&self) -> &Frame {
        self.frames.get(self.rows_depth).unwrap_or(&self.top)
    }

    fn put(&mut self, place: usize, slot: u64) {
        if let Some(there) = self.block.tape.get_mut(place) {
            *there = slot;
        }
    }

    // ── What is wrong ───────────────────────────────────────────────────────────────────────────

    /// Notes what is wrong in a member of the innermost container, or in an item of it; only the first of it is told.
    fn note(&mut self, field: Option<&'static Field>, what: What) {
        // What is wrong with a row before it comes first.
        if self.rows_depth > 0 {
            self.flush();
        }
        let is_late = self.is_late(field);
        let member = field.map_or("", |field| field.from);
        let path = self.path(self.frames.len(), None, member);
        self.tell(is_late, path, what);
    }

    fn is_late(&self, field: Option<&'static Field>) -> bool {
        self.top.is_late || field.is_some_and(|field| field.need == Need::Late)
    }

    fn tell(&mut self, is_late: bool, path: String, what: What) {
        let place = if is_late {
            &mut self.late_wrong
        } else {
            &mut self.wrong
        };
        if place.is_none() {
            *place = Some(Wrong { what, path });
        }
    }

    /// The path of a member of the frame that so many are around, or of an item of it.
    fn path(&self, depth: usize, item: Option<u64>, member: &'static str) -> String {
        let mut out = String::new();
        for (index, frame) in self.frames.iter().chain([&self.top]).enumerate() {
            if index > depth {
                break;
            }
            let is_last = index == depth;
            match frame.becomes {
                Becomes::Whole => {}
                Becomes::Members(_) | Becomes::Row(_) => {
                    let around = frame.field.map_or("", |field| field.from);
                    push_member(&mut out, if is_last { member } else { around });
                }
                Becomes::Items(_) | Becomes::Rows => {
                    let item = item.filter(|_| is_last).unwrap_or(frame.index);
                    push_item(&mut out, item);
                }
            }
        }
        if item.is_some() {
            push_member(&mut out, member);
        }
        out
    }

    // ── Values ──────────────────────────────────────────────────────────────────────────────────

    /// Which member a name is, and where what comes after its colon begins; an index beyond all where it is unknown.
    fn name(&mut self, input: &[u8], at: usize, layout: &Layout) -> Result<(usize, usize), Stop> {
        if byte(input, at) != b'"' {
            return Err(unfit(input, at));
        }
        let (mut at, length, is_ascii) = self.text(input, at)?;
        let name = self.block.last(length);
        if !is_ascii && std::str::from_utf8(name).is_err() {
            return Err(Stop::NotJson);
        }
        let is_it = |cell: &Cell| cell.field.from.as_bytes() == name;
        let found = layout.cells.iter().position(is_it);
        at = space(input, at);
        if byte(input, at) != b':' {
            return Err(unfit(input, at));
        }
        Ok((found.unwrap_or(usize::MAX), at.wrapping_add(1)))
    }

    /// The end of a string whose quote is at `at`, its length unescaped, and whether all is ASCII; it lies behind the block's texts.
    #[inline(never)]
    fn text(&mut self, input: &[u8], at: usize) -> Result<(usize, usize, bool), Stop> {
        let from = at.wrapping_add(1);
        // What an escape stands for is never longer than the escape.
        let most = input.len().wrapping_sub(at).wrapping_add(8);
        if self.block.room() < most {
            self.block.make_room(most)?;
        }
        let (length, is_ascii) = run(input, from, self.block.free());
        let end = from.wrapping_add(length);
        if byte(input, end) == b'"' {
            return Ok((end.wrapping_add(1), length, is_ascii));
        }
        self.rest_of_text(input, end, length, is_ascii)
    }

    fn rest_of_text(
        &mut self,
        input: &[u8],
        mut at: usize,
        mut length: usize,
        mut is_ascii: bool,
    ) -> Result<(usize, usize, bool), Stop> {
        let free = self.block.free();
        loop {
            match byte(input, at) {
                b'"' => return Ok((at.wrapping_add(1), length, is_ascii)),
                b'\\' => {
                    let escape = escape(input, at)?;
                    let mut bytes = [0; 4];
                    for byte in escape.character.encode_utf8(&mut bytes).bytes() {
                        if let Some(place) = free.get_mut(length) {
                            *place = byte;
                        }
                        length = length.wrapping_add(1);
                    }
                    is_ascii &= escape.character.is_ascii();
                    at = escape.end;
                }
                _ => return Err(unfit(input, at)),
            }
            let (more, more_is_ascii) =
                more_run(input, at, free.get_mut(length..).unwrap_or_default());
            at = at.wrapping_add(more);
            length = length.wrapping_add(more);
            is_ascii &= more_is_ascii;
        }
    }

    /// Steps over a value.
    fn step_over(&mut self, at: usize) {
        self.skip = Skip::new(MAX_DEPTH.saturating_sub(self.frames.len()));
        self.at = at;
        self.state = State::Skip;
    }

    /// A value of a kind. One of another kind is noted, and is absent.
    fn value(
        &mut self,
        input: &[u8],
        at: usize,
        kind: Kind,
        cell: Option<&Cell>,
    ) -> Result<(), Stop> {
        let at = space(input, at);
        let field = cell.map(|cell| cell.field);
        self.top.field = field;
        let is_late = self.is_late(field);
        let first = match input.get(at) {
            Some(first) => *first,
            None => return Err(Stop::Short),
        };
        // After the first thing wrong in it, nothing of a payload is kept.
        if is_late && self.late_wrong.is_some() {
            self.step_over(at);
            return Ok(());
        }
        if self.top.is_twice
            && let (Becomes::Members(members), Some(field)) = (&mut self.top.becomes, field)
        {
            // Where that is not wrong, the last one counts, as with JSON.parse.
            members.retain(|(name, _)| *name != field.to);
        }
        let (end, found, length) = match (first, kind) {
            (b'{', Kind::Object(shape)) => {
                return self.open_object(at.wrapping_add(1), shape, cell, is_late);
            }
            (b'[', Kind::List(item)) => return self.open_list(at.wrapping_add(1), *item, is_late),
            (b'n', _) => {
                let end = literal(input, at, word_of(first))?;
                (end, Some(Scalar::Nothing), 0)
            }
            (b'"', Kind::Object(_) | Kind::List(_)) | (b'{' | b'[', _)
                if !matches!(kind, Kind::Fields) =>
            {
                self.lacks(field, kind, matches!(kind, Kind::Any));
                self.step_over(at);
                return Ok(());
            }
            (b'"', _) => {
                let (end, length, _) = self.text(input, at)?;
                let text = self.block.last_text(length)?;
                (end, Scalar::of_text(text, kind, self.numbers), length)
            }
            (_, Kind::Fields) => {
                let (end, length) = self.json(input, at)?;
                let scalar = match first {
                    b'{' => Scalar::Json,
                    _ => Scalar::Text,
                };
                (end, Some(scalar), length)
            }
            (b't' | b'f', _) => {
                let end = literal(input, at, word_of(first))?;
                let is_flag = matches!(kind, Kind::Flag | Kind::Any);
                (end, is_flag.then_some(Scalar::Flag(first == b't')), 0)
            }
            _ => {
                let end = number(input, at, self.is_last)?;
                let length = self.block.read(input.get(at..end).unwrap_or_default())?;
                let text = self.block.last_text(length)?;
                (end, Scalar::of_number(text, kind, self.numbers), length)
            }
        };
        match found {
            None | Some(Scalar::Nothing) => {
                self.lacks(field, kind, found.is_some());
                self.deliver(Value::Absent, end);
                Ok(())
            }
            Some(scalar) => self.place(kind, cell, &scalar, length, end),
        }
    }

    /// Puts a scalar where it belongs.
    fn place(
        &mut self,
        kind: Kind,
        cell: Option<&Cell>,
        scalar: &Scalar,
        length: usize,
        end: usize,
    ) -> Result<(), Stop> {
        if let (Becomes::Row(base), Some(cell)) = (&self.top.becomes, cell) {
            let place = base.wrapping_add(cell.slot);
            let slot = match *scalar {
                Scalar::Text => self.block.keep(length)?,
                Scalar::Json => self.block.keep_fields(length)?,
                Scalar::Number(number) => slot_of_number(number),
                Scalar::Flag(flag) => flag.into(),
                Scalar::Nothing => 0,
            };
            self.put(place, slot);
            self.top.there |= cell.bit;
            self.advance(end);
            return Ok(());
        }
        let text = match scalar {
            Scalar::Text | Scalar::Json => {
                memory::copy(self.block.last_text(length)?).ok_or(Stop::OutOfMemory)?
            }
            _ => String::new(),
        };
        let value = match (scalar, kind) {
            (Scalar::Number(number), _) => Value::Number(*number),
            (Scalar::Flag(flag), _) => Value::Flag(*flag),
            (Scalar::Json, _) => Value::Json(text),
            (_, Kind::Fields) => raw(text),
            (_, Kind::Secret | Kind::Words(_)) => Value::Secret(Secret::new(text)),
            _ => Value::Text(text),
        };
        self.deliver(value, end);
        Ok(())
    }

    /// Reads a value as JSON, without half of a surrogate pair: where it ends, and how long it then is.
    fn json(&mut self, input: &[u8], at: usize) -> Result<(usize, usize), Stop> {
        let mut end = at;
        let mut skip = Skip::new(MAX_DEPTH.saturating_sub(self.frames.len()));
        skip.run(input, &mut end, self.is_last)?;
        let json = input.get(at..end).unwrap_or_default();
        let length = if skip.has_half {
            self.block.read(&mend(json))?
        } else {
            self.block.read(json)?
        };
        Ok((end, length))
    }

    /// There is no value of its kind; `is_absent`: it is as if there were none.
    #[cold]
    fn lacks(&mut self, field: Option<&'static Field>, kind: Kind, is_absent: bool) {
        let must_be = field.is_none_or(|field| field.need == Need::Required)
            && !matches!(self.top.becomes, Becomes::Whole);
        if must_be || !is_absent {
            self.note(field, What::Not(kind.expected()));
        }
    }
}

impl Scalar {
    /// What a text is taken for.
    fn of_text(text: &str, kind: Kind, numbers: Numbers) -> Option<Self> {
        Some(match kind {
            Kind::Text | Kind::Secret | Kind::Id | Kind::Any | Kind::Day => Self::Text,
            Kind::Words(words) if (words.fits)(text) => Self::Text,
            Kind::OneOf(all, _) if all.contains(&text) => Self::Text,
            Kind::Fields if is_object(text) => Self::Json,
            Kind::Fields => Self::Text,
            // Digits, with an optional minus and decimals.
            Kind::Number
                if text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.')) =>
            {
                Self::Number(numbers.read(text)?)
            }
            Kind::Flag => match text {
                "1" | "true" => Self::Flag(true),
                "0" | "false" => Self::Flag(false),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// What a number is taken for.
    fn of_number(text: &str, kind: Kind, numbers: Numbers) -> Option<Self> {
        let read = || numbers.read(text);
        Some(match kind {
            Kind::Number => Self::Number(read()?),
            Kind::Any => read().map_or(Self::Nothing, Self::Number),
            Kind::Whole => Self::Number(read().filter(|number| is_count(*number))?),
            Kind::Moment => Self::Number(read().filter(|number| number.trunc() == *number)?),
            Kind::Id if is_exact(text) => Self::Text,
            Kind::Flag if text == "1" => Self::Flag(true),
            Kind::Flag if text == "0" => Self::Flag(false),
            _ => return None,
        })
    }
}

/// A whole number of few digits, and where it ends; `None` for any other, and for one that may go on.
#[inline(always)]
fn whole_number(input: &[u8], from: usize) -> Option<(usize, f64)> {
    let mut at = from;
    let mut number = 0_u64;
    loop {
        match byte(input, at) {
            digit @ b'0'..=b'9' => {
                number = number.wrapping_mul(10).wrapping_add(u64::from(digit & 15));
                at = at.wrapping_add(1);
            }
            b'.' | b'e' | b'E' => return None,
            _ => break,
        }
    }
    let length = at.wrapping_sub(from);
    let is_plain = length <= 15 && at < input.len() && (length == 1 || byte(input, from) != b'0');
    is_plain.then_some((at, number as f64))
}

/// A whole number that fits into 32 bits.
fn is_count(number: f64) -> bool {
    number.trunc() == number && (0.0..=f64::from(u32::MAX)).contains(&number)
}

/// A whole number as 64 bits hold it, with a sign or without.
fn is_exact(number: &str) -> bool {
    let (digits, most) = match number.strip_prefix('-') {
        Some("0") => return false,
        Some(digits) => (digits, "9223372036854775808"),
        None => (number, "18446744073709551615"),
    };
    // Of the same length, digits compare as numbers do.
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len() < most.len() || digits.len() == most.len() && digits <= most)
}

fn push_member(out: &mut String, name: &str) {
    if !out.is_empty() && !name.is_empty() {
        out.push('.');
    }
    out.push_str(name);
}

fn push_item(out: &mut String, index: u64) {
    out.push('[');
    out.push_str(&digits(index));
    out.push(']');
}
