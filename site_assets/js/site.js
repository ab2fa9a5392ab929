/** What this site has beside its widgets: it follows its tables and its versions, and lets the pages go that are left. */

import { letPagesGo } from "./elements/leaving.js";
import { watchTables } from "./elements/scrolling.js";
import { watchVersions } from "./version.js";

letPagesGo();
watchTables();
watchVersions();
