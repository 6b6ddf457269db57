/** The id of a room, such as `slack:C0123`. Only its platform may look inside it. */
export type RoomRef = string;

/** The id of a message, such as `slack:C0123/1700000000.000100`. Only its platform may look inside it. */
export type MessageRef = string;
