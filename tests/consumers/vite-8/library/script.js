import { show } from "./show.js";

show(globalThis.licence.ask);
