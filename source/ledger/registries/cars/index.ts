import { anyListing } from '../../listing.ts';
import type { Registry } from '../../operation.ts';
import { carsByOwner, carsRegistry } from './car.ts';
import { inspect, service } from './readings.ts';
import { annul, assignPlate, correctPlate } from './registration.ts';
import { flag, importCar, manufacture, retire } from './titles.ts';

/** Cars, their plates, and a mileage history that nobody can roll back. */
export const cars: Registry = {
  number: carsRegistry,
  name: 'cars',
  listings: [anyListing(carsByOwner)],
  operations: [manufacture, importCar, assignPlate, correctPlate, inspect, service, flag, retire, annul],
};
