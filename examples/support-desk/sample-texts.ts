import type { Ticket } from './tickets/model';

export const FIRST_NAMES = [
  'Ana Amir Aoife Beatriz Bjorn Carla Chidi Daniela Dmitri Elif Emeka Farah Felix Giulia',
  'Grace Hana Hugo Ines Ivan Jae-won Jamal Katrin Kofi Leila Lucas Mai Marcus Nadia Noah',
  'Olena Omar Priya Quentin Rosa Sanjay Sofia Tariq Theo Ursula Victor Wanjiru Yuki Zofia',
].flatMap((line) => line.split(' '));

export const LAST_NAMES = [
  'Abebe Almeida Andersson Bakker Bianchi Castillo Chen Dubois Eriksen Fischer Garcia Haddad',
  'Hughes Ibrahim Jansen Kaya Kim Kowalski Larsen Lopez Mbeki Moreau Murphy Nguyen Novak',
  'Okafor Patel Petrov Quinn Rossi Sato Schneider Silva Tanaka Usman Vargas Weber Yilmaz',
  'Zhang',
].flatMap((line) => line.split(' '));

export const PRODUCTS = [
  { name: 'Ridgeline 2 tent', cents: 34_900 },
  { name: 'Tarn 45 backpack', cents: 17_900 },
  { name: 'Fell rain jacket', cents: 14_900 },
  { name: 'Cairn hiking boots', cents: 18_950 },
  { name: 'Ember gas stove', cents: 6_495 },
  { name: 'Drift down quilt', cents: 27_900 },
  { name: 'Pebble headlamp', cents: 3_990 },
  { name: 'Brook water filter', cents: 4_450 },
  { name: 'Larch merino shirt', cents: 7_900 },
  { name: 'Scree trekking poles', cents: 9_900 },
  { name: 'Moss sleeping mat', cents: 12_900 },
  { name: 'Otter dry bag', cents: 2_490 },
];

export const GIFT_CARD = { name: 'Gift card', cents: 5_000 };
export const NO_PRODUCT = 'Account';

export interface Scenario {
  readonly about: 'order' | 'gift card' | 'account';
  readonly priority: Ticket['priority'];
  readonly subject: string;
  readonly body: string;
  readonly note: string;
  /** How a refund for it is explained; absent where none is ever made. */
  readonly refund?: string;
}

const order = (
  priority: Ticket['priority'],
  subject: string,
  body: string,
  note: string,
  refund?: string,
): Scenario => ({ about: 'order', priority, subject, body, note, refund });

/** `{product}`, `{order}`, `{days}` and `{place}` are filled in. */
export const SCENARIOS: readonly Scenario[] = [
  order(
    'high',
    '{product} has not arrived',
    'My order {order} was due {days} days ago and tracking has not moved since it left {place}.',
    'Carrier has opened a trace; answer due in two working days.',
    'Lost in transit',
  ),
  order(
    'high',
    '{product} arrived damaged',
    'The box from order {order} was crushed and the {product} inside is damaged. Photos are attached.',
    'Photos checked: damage is from transport, not from use.',
    'Damaged in transit',
  ),
  order(
    'normal',
    'Wrong size of {product}',
    'I ordered the {product} ({order}) and it is too small. Can I exchange it for one size up?',
    'Next size is in stock in the {place} warehouse.',
  ),
  order(
    'normal',
    'Return of {product}',
    'I would like to send back the {product} from {order}. It is unused and still in its packaging.',
    'Return label sent; refund when it is scanned in {place}.',
    'Returned unused',
  ),
  order(
    'high',
    'Charged twice for {order}',
    'My card shows two charges for order {order}, {days} days apart. Please return one of them.',
    'Payment provider confirms the second charge.',
    'Charged twice',
  ),
  order(
    'normal',
    '{product} broke after {days} days',
    'The {product} from {order} stopped working after {days} days of normal use on a trip near {place}.',
    'Within warranty; asked the workshop whether it can be repaired.',
    'Warranty, not repairable',
  ),
  order(
    'normal',
    'Missing part in {product}',
    'There were no spare parts in the bag that came with my {product}, order {order}. The list says there should be.',
    'Part is kept in {place}; sent by letter post.',
    'Missing part',
  ),
  order(
    'high',
    'Cancel order {order}',
    'Please cancel {order}. I ordered the {product} {days} days ago and it has still not been packed.',
    'Caught before packing.',
    'Canceled before shipping',
  ),
  order(
    'low',
    'How do I wash the {product}?',
    'The label of my {product} (order {order}) is hard to read. What may I wash it with?',
    'Sent the care sheet.',
  ),
  order(
    'normal',
    'Wrong item instead of {product}',
    'I opened {order} and found something else. I had ordered the {product}.',
    'Picking error in {place}: two parcels were swapped.',
    'Wrong item sent',
  ),
  order(
    'low',
    'Price drop on {product}',
    'I paid the full price for the {product} {days} days ago ({order}) and now it is on sale. Do you match it?',
    'Within the price promise.',
    'Price promise',
  ),
  order(
    'low',
    'Invoice for {order}',
    'I need an invoice with my company address for the {product} in {order}.',
    'Invoice sent again with the new address.',
  ),
  {
    about: 'gift card',
    priority: 'normal',
    subject: 'Gift card code does not work',
    body: 'The code of the gift card from {order} is refused at checkout. I have tried it for {days} days.',
    note: 'Code was mistyped on the printed card; sent a new one.',
  },
  {
    about: 'gift card',
    priority: 'low',
    subject: 'Refund of a gift card',
    body: 'I was given the gift card from {order} and would rather have the money.',
    note: 'Gift cards are final sale; explained the terms.',
  },
  {
    about: 'account',
    priority: 'high',
    subject: 'Cannot sign in',
    body: 'The password link never arrives. It worked {days} days ago, before my trip to {place}.',
    note: 'Mail was bouncing; address corrected.',
  },
  {
    about: 'account',
    priority: 'normal',
    subject: 'Change my delivery address',
    body: 'I have moved to {place} and the site does not accept the new postal code.',
    note: 'Postal code table was out of date; changed by hand.',
  },
  {
    about: 'account',
    priority: 'low',
    subject: 'Unsubscribe from the newsletter',
    body: 'I have unsubscribed twice in the last {days} days and still get the newsletter.',
    note: 'Removed from both lists.',
  },
];

export const PLACES = [
  'Bergen',
  'Bilbao',
  'Calgary',
  'Denver',
  'Galway',
  'Leeds',
  'Lyon',
  'Porto',
  'Turin',
  'Zurich',
];

export const CLOSINGS = [
  'Thank you for looking into it.',
  'I leave on a trip next week, so I would be glad of a quick answer.',
  'This is the second time I write about it.',
  'No hurry.',
  'Please answer by email, I cannot take calls at work.',
  'Otherwise I am happy with your shop.',
];

export const AGENTS = ['agent-mira', 'agent-jonas', 'agent-tess', 'agent-paul'];
