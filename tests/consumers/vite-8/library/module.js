import { ask } from "./licence.js";
import { show } from "./show.js";

show(ask);
