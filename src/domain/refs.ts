/** An opaque id only its platform opens: `slack:C0123`. */
export type RoomRef = string;

/** An opaque id of a message: `slack:C0123/1700000000.000100`. */
export type MessageRef = string;
