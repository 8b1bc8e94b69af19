/** How long a test waits for what must happen. Costs nothing where it happens; a loaded machine needs the room. */
export const patience = { timeout: 60_000, interval: 50 };
