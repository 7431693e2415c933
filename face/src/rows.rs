//! Rows as plain objects: JavaScript makes them of a block in the module's memory, by literals that the build prints from the tables.

use js_sys::Array;
use json::{Block, Rows, Taken, Unfit, Value, What};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/rows.js")]
extern "C" {
    /// Adds a block's rows to a list.
    #[wasm_bindgen(js_name = addRows)]
    fn add_rows(
        list: &Array,
        memory: &JsValue,
        table: usize,
        count: usize,
        tape: *const u64,
        text: *const u8,
        text_length: usize,
        wide: *const u8,
        wide_length: usize,
        fields: *const u8,
        fields_length: usize,
        news: *const u64,
        news_count: usize,
    );
}

/// Makes a list of rows.
struct List {
    /// Which of the tables.
    table: usize,
    list: Array,
    memory: JsValue,
}

/// What takes rows of the table of this number.
pub(crate) fn rows(table: usize) -> Box<dyn Rows> {
    Box::new(List {
        table,
        list: Array::new(),
        memory: wasm_bindgen::memory(),
    })
}

impl Rows for List {
    fn is_for_script(&self) -> bool {
        true
    }

    fn take(&mut self, block: &mut Block) -> Result<(), Unfit> {
        add_rows(
            &self.list,
            &self.memory,
            self.table,
            block.count,
            block.tape.as_ptr(),
            block.text.as_ptr(),
            block.text_length,
            block.wide.as_ptr(),
            block.wide.len(),
            block.fields.as_ptr(),
            block.fields.len(),
            block.news().as_ptr(),
            block.news().len(),
        );
        Ok(())
    }

    fn end(&mut self) -> Result<Value, What> {
        Ok(Value::Taken(Taken::new(JsValue::from(self.list.clone()))))
    }
}
