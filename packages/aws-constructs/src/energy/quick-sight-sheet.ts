import type { CfnAnalysis } from 'aws-cdk-lib/aws-quicksight';
import type { EnergyDataSet } from './energy-data-sets.js';

/** One sheet; analyses and dashboards take the same. */
export interface QuickSightSheet {
  readonly sheetId: string;
  readonly name: string;
  readonly visuals: CfnAnalysis.VisualProperty[];
}

/** A sheet with the one chart of a data set. */
export function createSheet(source: EnergyDataSet): QuickSightSheet {
  const fieldWells = { category: [categoryOf(source)], values: [valueOf(source)], colors: [seriesOf(source)] };
  const visual = {
    visualId: source.name,
    title: { visibility: 'VISIBLE', formatText: { plainText: source.title } },
  };
  const line = { fieldWells: { lineChartAggregatedFieldWells: fieldWells }, type: 'LINE' };
  const bar = {
    fieldWells: { barChartAggregatedFieldWells: fieldWells },
    orientation: 'VERTICAL',
    barsArrangement: 'STACKED',
  };
  return {
    sheetId: source.name,
    name: source.title,
    visuals: [
      source.chart === 'line'
        ? { lineChartVisual: { ...visual, chartConfiguration: line } }
        : { barChartVisual: { ...visual, chartConfiguration: bar } },
    ],
  };
}

function categoryOf({ name, category }: EnergyDataSet): CfnAnalysis.DimensionFieldProperty {
  const column = { dataSetIdentifier: name, columnName: category.column };
  const fieldId = `${name}-category`;
  return category.type === 'DATETIME'
    ? { dateDimensionField: { fieldId, column, dateGranularity: 'MINUTE' } }
    : { categoricalDimensionField: { fieldId, column } };
}

function seriesOf({ name, series }: EnergyDataSet): CfnAnalysis.DimensionFieldProperty {
  const column = { dataSetIdentifier: name, columnName: series };
  return { categoricalDimensionField: { fieldId: `${name}-series`, column } };
}

function valueOf({ name, value }: EnergyDataSet): CfnAnalysis.MeasureFieldProperty {
  return {
    numericalMeasureField: {
      fieldId: `${name}-value`,
      column: { dataSetIdentifier: name, columnName: value.column },
      aggregationFunction: { simpleNumericalAggregation: value.aggregation },
    },
  };
}
