import { z } from 'zod';

export const ticketId = z.string().min(1).max(40).describe("The ticket's id, such as T-1042.");
